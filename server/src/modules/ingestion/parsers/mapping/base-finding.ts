import type { Severity } from '../../../../kernel/severity.ts';
import type { RawFinding } from '../parser.ts';
import type { FindingDraft } from './draft.ts';

export interface FindingBase {
  readonly where: string;
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly sourceSeverity: string;
  readonly target: RawFinding['target'];
}

/** A finding with what every one has, texts cut to their bounds, its lists empty; a vulnerability seen by a check until said otherwise. */
export function baseFinding({
  where,
  ruleId,
  title,
  severity,
  sourceSeverity,
  target,
}: FindingBase): FindingDraft {
  return {
    where,
    ruleId: ruleId.slice(0, 500),
    title: firstLine(title).slice(0, 1_000),
    severity,
    sourceSeverity: sourceSeverity.slice(0, 200),
    resultClass: 'VULNERABILITY',
    evidenceClass: 'DIRECT',
    target,
    locations: [],
    cves: [],
    cwes: [],
    advisories: [],
    references: [],
    cvss: [],
    tags: [],
    sourceData: {},
  };
}

/** The first line that holds something; a title is one line. */
export function firstLine(text: string): string {
  const trimmed = text.trim();
  const end = trimmed.search(/[\r\n]/);
  return end === -1 ? trimmed : trimmed.slice(0, end).trim();
}
