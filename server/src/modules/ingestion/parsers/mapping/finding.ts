import type { RawFinding } from '../parser.ts';
import type { Draft, FindingDraft } from './draft.ts';

type Always =
  | 'where'
  | 'ruleId'
  | 'title'
  | 'severity'
  | 'sourceSeverity'
  | 'resultClass'
  | 'evidenceClass'
  | 'target';
type Lists = 'locations' | 'cves' | 'cwes' | 'advisories' | 'references' | 'cvss' | 'tags';

/** A finding as a parser has it at hand: lists may be missing, and what the report does not say may be undefined. */
export type FindingFields = Pick<RawFinding, Always> & {
  readonly [K in Exclude<keyof RawFinding, Always>]?: RawFinding[K] | undefined;
};

const maxTitleLength = 1_000;

/** A finding from what is known: missing lists are empty, undefined fields are left out, a title is cut at 1,000 characters. */
export function findingOf(fields: FindingFields): FindingDraft {
  const { where, ruleId, severity, sourceSeverity, resultClass, evidenceClass, target } = fields;
  const finding: FindingDraft = {
    where,
    ruleId: ruleId.slice(0, 500),
    title: fields.title.replaceAll(/\s+/g, ' ').trim().slice(0, maxTitleLength),
    severity,
    sourceSeverity: sourceSeverity.slice(0, 200),
    resultClass,
    evidenceClass,
    target,
    ...listsOf(fields),
    sourceData: fields.sourceData ?? {},
  };
  addTexts(finding, fields);
  addFacts(finding, fields);
  return finding;
}

function listsOf(fields: FindingFields): Pick<RawFinding, Lists> {
  const {
    locations = [],
    cves = [],
    cwes = [],
    advisories = [],
    references = [],
    cvss = [],
    tags = [],
  } = fields;
  return { locations, cves, cwes, advisories, references, cvss, tags };
}

function addTexts(finding: FindingDraft, fields: FindingFields): void {
  const { toolUniqueId, description, remediation, impact, seenAt, evidence, matcher } = fields;
  if (toolUniqueId !== undefined) finding.toolUniqueId = toolUniqueId.slice(0, 1_000);
  if (description !== undefined) finding.description = description;
  if (remediation !== undefined) finding.remediation = remediation;
  if (impact !== undefined) finding.impact = impact;
  if (seenAt !== undefined) finding.seenAt = seenAt;
  if (evidence !== undefined) finding.evidence = evidence;
  if (matcher !== undefined) finding.matcher = matcher.slice(0, 1_000);
}

function addFacts(finding: FindingDraft, fields: FindingFields): void {
  const { confidence, checkReach, service, component, exploitAvailable, sourceStatus } = fields;
  if (confidence !== undefined) finding.confidence = confidence;
  if (checkReach !== undefined) finding.checkReach = checkReach;
  if (service !== undefined) finding.service = service;
  if (component !== undefined) finding.component = component;
  if (exploitAvailable !== undefined) finding.exploitAvailable = exploitAvailable;
  if (sourceStatus !== undefined) finding.sourceStatus = sourceStatus;
}

export interface ServiceFields {
  readonly port?: number | undefined;
  readonly transport?: string | undefined;
  readonly name?: string | undefined;
}

/** A service, undefined when neither port nor transport is known. */
export function serviceOf({ port, transport, name }: ServiceFields): RawFinding['service'] {
  const service: Draft<NonNullable<RawFinding['service']>> = {};
  const carrier = transport?.trim().toLowerCase();
  const label = name?.trim();
  if (port !== undefined) service.port = port;
  if (carrier !== undefined && carrier !== '') service.transport = carrier;
  if (port === undefined && service.transport === undefined) return undefined;
  if (label !== undefined && label !== '') service.name = label.slice(0, 100);
  return service;
}

/** Trimmed text that is not empty; undefined for what tools write in place of nothing ("N/A", "-", "null"). */
export function statedText(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || /^(?:|n\/?a|-|'-|null|none|not applicable)$/i.test(trimmed)
    ? undefined
    : trimmed;
}
