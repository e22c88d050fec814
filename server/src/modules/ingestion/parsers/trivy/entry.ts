import { cvssStatement } from '../mapping/cvss.ts';
import { type Draft, type FindingDraft, noteProblem } from '../mapping/draft.ts';
import { addCwe, addVulnerabilityId } from '../mapping/identifiers.ts';
import { isObject, numberOf, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { CvssStatement, FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import type { Resource, Result } from './target.ts';

/** Lists of a result that hold entries; each entry is one finding. */
export const entryKinds = [
  'Vulnerabilities',
  'Misconfigurations',
  'Secrets',
  'Licenses',
  'ExperimentalModifiedFindings',
] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface EntryContext {
  readonly target: SourceTarget;
  readonly result: Result;
  readonly resource: Resource | undefined;
  readonly where: string;
  readonly sink: ParseSink;
}

/** Turns one entry into a finding; undefined when it lacks the id that says what was found. */
export function entryOf(kind: EntryKind, entry: JsonObject, context: EntryContext): RawFinding | undefined {
  switch (kind) {
    case 'Vulnerabilities':
      return vulnerability(entry, context);
    case 'Misconfigurations':
      return misconfiguration(entry, context);
    case 'Secrets':
      return secret(entry, context);
    case 'Licenses':
      return licence(entry, context);
    case 'ExperimentalModifiedFindings':
      return modified(entry, context);
  }
}

function base(
  entry: JsonObject,
  ruleId: string,
  context: EntryContext,
  used: readonly string[],
): FindingDraft {
  const word = textOf(entry.Severity) ?? 'UNKNOWN';
  const cvss = cvssOf(entry);
  const finding: FindingDraft = {
    where: context.where,
    ruleId: ruleId.slice(0, 500),
    title: textOf(entry.Title)?.slice(0, 1_000) ?? ruleId.slice(0, 1_000),
    severity: severityOrProblem(context.sink, { word, score: bestScore(cvss), where: context.where }),
    sourceSeverity: word,
    resultClass: 'VULNERABILITY',
    evidenceClass: 'DIRECT',
    target: context.target,
    locations: [],
    cves: [],
    cwes: [],
    advisories: [],
    references: textsOf(entry.References).slice(0, 1_000),
    cvss,
    tags: [context.result.class, context.result.type].filter((tag) => tag !== undefined),
    sourceData: sourceDataOf(
      entry,
      new Set(['Severity', 'Title', 'Description', 'References', 'CVSS', ...used]),
    ),
  };
  const description = textOf(entry.Description);
  if (description !== undefined) finding.description = description;
  if (context.result.target) finding.sourceData = { ...finding.sourceData, Target: context.result.target };
  return finding;
}

const vulnerabilityFields = [
  'VulnerabilityID',
  'VendorIDs',
  'PkgName',
  'PkgPath',
  'PkgIdentifier',
  'InstalledVersion',
  'FixedVersion',
  'CweIDs',
];

function vulnerability(entry: JsonObject, context: EntryContext): RawFinding | undefined {
  const id = textOf(entry.VulnerabilityID);
  if (id === undefined) return undefined;
  const finding = base(entry, id, context, vulnerabilityFields);
  const lists = { cves: [], advisories: [] };
  addVulnerabilityId(lists, id);
  for (const vendorId of textsOf(entry.VendorIDs)) addVulnerabilityId(lists, vendorId);
  const cwes: number[] = [];
  for (const cwe of textsOf(entry.CweIDs)) addCwe(cwes, cwe);
  Object.assign(finding, lists, { cwes, evidenceClass: 'INFERRED' });
  const component = componentOf(entry, context.result);
  if (component !== undefined) {
    finding.component = component;
    if (component.path !== undefined) finding.locations = [{ path: component.path }];
    if (component.fixedVersion !== undefined) {
      finding.remediation = `Update ${component.name} to ${component.fixedVersion}.`;
    }
  }
  if (textOf(entry.Status) === 'not_affected') finding.sourceStatus = 'NOT_AFFECTED';
  return finding;
}

function componentOf(entry: JsonObject, result: Result): RawFinding['component'] {
  const name = textOf(entry.PkgName);
  if (name === undefined) return undefined;
  const component: Draft<NonNullable<RawFinding['component']>> = { name };
  const version = textOf(entry.InstalledVersion);
  const fixedVersion = textOf(entry.FixedVersion);
  const purl = textOf(objectOf(entry.PkgIdentifier).PURL);
  // The lock file is the place of a language package; an operating system package has none.
  const path = textOf(entry.PkgPath) ?? (result.class === 'lang-pkgs' ? result.target : undefined);
  if (version !== undefined) component.version = version;
  if (fixedVersion !== undefined) component.fixedVersion = fixedVersion;
  if (purl !== undefined) component.purl = purl;
  if (result.type !== undefined) component.ecosystem = result.type;
  if (path !== undefined && path !== '') component.path = path;
  return component;
}

function misconfiguration(entry: JsonObject, context: EntryContext): RawFinding | undefined {
  const id = textOf(entry.ID) ?? textOf(entry.AVDID);
  if (id === undefined) return undefined;
  const finding = base(entry, id, context, ['ID', 'Message', 'Resolution', 'Status']);
  const cause = objectOf(entry.CauseMetadata);
  const status = textOf(entry.Status)?.toUpperCase();
  finding.resultClass =
    status === 'PASS' ? 'NEGATIVE_RESULT' : status === 'EXCEPTION' ? 'INFORMATIONAL' : 'EXPOSURE_SIGNAL';
  if (status === 'EXCEPTION') finding.sourceStatus = 'SUPPRESSED';
  const remediation = textOf(entry.Resolution);
  const evidence = textOf(entry.Message);
  const resource = textOf(cause.Resource);
  if (remediation !== undefined) finding.remediation = remediation;
  if (evidence !== undefined) finding.evidence = evidence;
  if (resource !== undefined) finding.matcher = resource.slice(0, 500);
  finding.locations = [lines(context.result.target ?? '', cause)];
  return finding;
}

function secret(entry: JsonObject, context: EntryContext): RawFinding | undefined {
  const id = textOf(entry.RuleID);
  if (id === undefined) return undefined;
  const finding = base(entry, id, context, ['RuleID', 'Match', 'StartLine', 'EndLine']);
  const match = textOf(entry.Match);
  finding.locations = [lines(context.result.target ?? '', entry, match)];
  if (match !== undefined) {
    finding.evidence = match;
    finding.matcher = match.slice(0, 500);
  }
  return finding;
}

/** Licence categories that Trivy itself rates as free of conditions that matter. */
const freeCategories: ReadonlySet<string> = new Set(['notice', 'permissive', 'unencumbered']);

function licence(entry: JsonObject, context: EntryContext): RawFinding | undefined {
  const name = textOf(entry.Name);
  if (name === undefined) return undefined;
  const finding = base(entry, name, context, ['Name', 'PkgName', 'FilePath', 'Link', 'Confidence', 'Text']);
  finding.title = `Licence ${name}`.slice(0, 1_000);
  finding.resultClass = freeCategories.has(textOf(entry.Category) ?? '')
    ? 'INFORMATIONAL'
    : 'EXPOSURE_SIGNAL';
  const component = textOf(entry.PkgName);
  const path = textOf(entry.FilePath);
  const confidence = numberOf(entry.Confidence);
  const link = textOf(entry.Link);
  if (component !== undefined) finding.component = { name: component };
  if (path !== undefined) finding.locations = [{ path }];
  if (link !== undefined) finding.references = [link];
  if (confidence !== undefined && confidence >= 0 && confidence <= 1) finding.confidence = confidence;
  return finding;
}

const kindOfModified: Readonly<Record<string, EntryKind>> = {
  vulnerability: 'Vulnerabilities',
  misconfiguration: 'Misconfigurations',
  secret: 'Secrets',
  license: 'Licenses',
};

const statusOfModified: Readonly<Record<string, NonNullable<RawFinding['sourceStatus']>>> = {
  not_affected: 'NOT_AFFECTED',
  fixed: 'FIXED',
};

/** A finding that an ignore file or a VEX document took out (`--show-suppressed`). */
function modified(entry: JsonObject, context: EntryContext): RawFinding | undefined {
  const kind = kindOfModified[textOf(entry.Type) ?? ''];
  if (kind === undefined || !isObject(entry.Finding)) return undefined;
  const finding = entryOf(kind, entry.Finding, context);
  if (finding === undefined) return undefined;
  const status = textOf(entry.Status) ?? '';
  if (status === '') {
    noteProblem(context.sink, {
      code: 'STATUS_MISSING',
      message: 'A suppressed entry does not say why; it was taken as suppressed.',
      where: context.where,
    });
  }
  const { Statement = null, Source = null } = entry;
  const sourceStatus = statusOfModified[status] ?? 'SUPPRESSED';
  return { ...finding, sourceStatus, sourceData: { ...finding.sourceData, Statement, Source } };
}

function lines(path: string, entry: JsonObject, snippet?: string): FindingLocation {
  const location: Draft<FindingLocation> = { path };
  const line = positiveOf(entry.StartLine);
  const endLine = positiveOf(entry.EndLine);
  if (line !== undefined) location.line = line;
  if (endLine !== undefined) location.endLine = endLine;
  if (snippet !== undefined) location.snippet = snippet;
  return location;
}

function cvssOf(entry: JsonObject): CvssStatement[] {
  const statements: CvssStatement[] = [];
  for (const [source, scores] of Object.entries(objectOf(entry.CVSS)).slice(0, 100)) {
    const { V40Vector, V40Score, V3Vector, V3Score, V2Vector, V2Score } = objectOf(scores);
    for (const statement of [
      cvssStatement({ version: '4.0', vector: textOf(V40Vector), score: numberOf(V40Score), source }),
      cvssStatement({ version: '3.1', vector: textOf(V3Vector), score: numberOf(V3Score), source }),
      cvssStatement({ version: '2.0', vector: textOf(V2Vector), score: numberOf(V2Score), source }),
    ]) {
      if (statement !== undefined) statements.push(statement);
    }
  }
  return statements;
}

function bestScore(statements: readonly CvssStatement[]): number | undefined {
  return statements.find((statement) => statement.version !== '2.0')?.score ?? statements[0]?.score;
}
