import { findingOf } from '../mapping/finding.ts';
import { qualysSeverity } from '../mapping/qualys.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import type { Details } from './details.ts';
import type { Detection } from './detection.ts';
import type { QualysHost } from './host.ts';

export interface DetectionContext {
  readonly host: QualysHost;
  readonly details: Details | undefined;
  readonly sink: ParseSink;
}

/** Undefined without a QID, the one thing that says what was found. */
export function findingOfDetection(
  detection: Detection,
  { host, details, sink }: DetectionContext,
): RawFinding | undefined {
  const { where, qid, kind } = detection;
  if (qid === '') return undefined;
  const level = detection.level ?? details?.level;
  const cvss = details?.cvss ?? [];
  const category = details?.category;
  return findingOf({
    where,
    ruleId: qid,
    title: details?.title ?? `QID ${qid}`,
    description: details?.threat,
    impact: details?.impact,
    remediation: details?.solution,
    severity: qualysSeverity(sink, { level, cvss, where }),
    sourceSeverity: level ?? '',
    resultClass: kind === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    // A potential vulnerability is one that the scanner could not confirm.
    evidenceClass: kind === 'PRACTICE' ? 'INFERRED' : 'DIRECT',
    target: host.target,
    service: detection.service,
    matcher: detection.instance,
    toolUniqueId: detection.uniqueId,
    seenAt: detection.seenAt,
    evidence: detection.result,
    sourceStatus: detection.sourceStatus,
    cves: details?.cves,
    advisories: details?.advisories,
    references: details?.references,
    cvss,
    exploitAvailable: details?.exploitAvailable === true ? true : undefined,
    tags: category === undefined ? host.tags : [category.slice(0, 200), ...host.tags],
    sourceData: { ...detection.sourceData, ...details?.sourceData },
  });
}
