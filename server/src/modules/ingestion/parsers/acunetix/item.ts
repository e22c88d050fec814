import { baseFinding } from '../mapping/base-finding.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import type { Draft, FindingDraft } from '../mapping/draft.ts';
import { addLinks, plainTextOf } from '../mapping/html.ts';
import { addCve, addCwe } from '../mapping/identifiers.ts';
import { positiveOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { portInStart, targetOfStart, urlIn, webPlaceOf } from '../mapping/web-place.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { CvssStatement, FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  textIn,
  textsBelow,
  type XmlElement,
} from '../readers/xml/elements.ts';

/** Read into fields of a finding, or whole messages, which are not kept. */
const usedChildren: ReadonlySet<string> = new Set([
  'Name',
  'Details',
  'Affects',
  'Parameter',
  'AOP_SourceFile',
  'AOP_SourceLine',
  'IsFalsePositive',
  'Severity',
  'Impact',
  'Description',
  'Recommendation',
  'TechnicalDetails',
  'CWEList',
  'CVEList',
  'CVSS',
  'CVSS3',
  'CVSS4',
  'References',
]);

export interface ScanPlace {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  /** URL that paths are put onto; '' where no scheme is stated. */
  readonly site: string;
}

/** The place of a scan: `StartURL`, which may lack the scheme, or the crawler's, which has it. */
export function scanPlace(starts: readonly (string | undefined)[], os: string | undefined): ScanPlace {
  const known = starts.filter((start) => start !== undefined);
  const site = known.find((start) => webPlaceOf(start) !== undefined) ?? '';
  const web = webPlaceOf(site);
  const [first = ''] = known;
  const target: Draft<SourceTarget> = { ...(web?.target ?? targetOfStart(first)), raw: first };
  if (web === undefined) target.kind = 'WEB_APPLICATION';
  if (os !== undefined && !/^unknown$/i.test(os)) target.operatingSystem = os.slice(0, 200);
  const port = portInStart(first);
  return {
    target,
    service: web?.service ?? (port === undefined ? undefined : { port, transport: 'tcp' }),
    site,
  };
}

export interface ItemContext {
  readonly place: ScanPlace;
  readonly seenAt: string | undefined;
  readonly occurrences: Occurrences;
  readonly sink: ParseSink;
}

/** One ReportItem is one finding; undefined without a name, the only thing that says what was found. */
export function findingOfItem(item: XmlElement, context: ItemContext): RawFinding | undefined {
  const where = `line ${item.line}`;
  const { place, occurrences, sink } = context;
  const name = textIn(item, 'Name');
  if (name === undefined) return undefined;
  const cvss = cvssOf(item);
  const word = textIn(item, 'Severity') ?? '';
  const severity = severityOrProblem(sink, { word, score: cvss[0]?.score, where });
  const { target } = place;
  const finding = baseFinding({ where, ruleId: name, title: name, severity, sourceSeverity: word, target });
  finding.resultClass = severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY';
  finding.cvss = cvss;
  finding.locations = locationsOf(item, place);
  if (place.service !== undefined) finding.service = place.service;
  if (context.seenAt !== undefined) finding.seenAt = context.seenAt;
  if (textIn(item, 'IsFalsePositive')?.toLowerCase() === 'true') finding.sourceStatus = 'FALSE_POSITIVE';
  const [main] = finding.locations;
  const matcher = occurrences.matcher([target.origin ?? target.raw, name, main?.path, main?.parameter]);
  if (matcher !== undefined) finding.matcher = matcher;
  addTexts(finding, item);
  addIdentifiers(finding, item);
  const type = textIn(item, 'Type');
  if (type !== undefined) finding.tags = [type.slice(0, 200)];
  finding.sourceData = sourceDataOfElement(item, usedChildren);
  return finding;
}

function addTexts(finding: FindingDraft, item: XmlElement): void {
  const plain = (name: string): string | undefined => {
    const text = plainTextOf(textIn(item, name) ?? '');
    return text === '' ? undefined : text;
  };
  const description = plain('Description') ?? plain('DetailedInformation');
  const evidence = plain('Details');
  const remediation = plain('Recommendation');
  const impact = plain('Impact');
  if (description !== undefined) finding.description = description;
  if (evidence !== undefined) finding.evidence = evidence;
  if (remediation !== undefined) finding.remediation = remediation;
  if (impact !== undefined) finding.impact = impact;
}

function addIdentifiers(finding: FindingDraft, item: XmlElement): void {
  const cwes: number[] = [];
  const cves: string[] = [];
  const references: string[] = [];
  for (const cwe of [...childrenOf(childOf(item, 'CWEList'), 'CWE'), ...childrenOf(item, 'CWE')]) {
    if (!addCwe(cwes, cwe.text)) addCwe(cwes, attributeOf(cwe, 'id') ?? '');
  }
  const listed = [childOf(item, 'CVEList'), childOf(item, 'CVE')].flatMap(textsBelow).join(' ');
  for (const [id] of `${finding.title} ${listed}`.matchAll(/\bCVE-\d{4}-\d{4,19}\b/gi)) addCve(cves, id);
  for (const reference of childrenOf(childOf(item, 'References'), 'Reference')) {
    addLinks(references, textIn(reference, 'URL') ?? reference.text);
  }
  Object.assign(finding, { cwes, cves, references });
}

/** Newest version first. */
function cvssOf(item: XmlElement): CvssStatement[] {
  const versions = [
    ['CVSS4', '4.0'],
    ['CVSS3', '3.0'],
    ['CVSS', '2.0'],
  ] as const;
  const statements = versions.map(([name, version]) => {
    const element = childOf(item, name);
    const vector = textIn(element, 'Descriptor');
    const score = textIn(element, 'Score');
    return vector === undefined && score === undefined
      ? undefined
      : cvssStatement({ version, vector, score, source: 'acunetix' });
  });
  return statements.filter((statement) => statement !== undefined);
}

/** `Affects` is a path, in old versions also words ("Web Server"); AcuSensor adds a file with its line. */
function locationsOf(item: XmlElement, { site }: ScanPlace): FindingLocation[] {
  const affects = textIn(item, 'Affects') ?? '/';
  const isPath = /^(?:\/|https?:\/\/)/i.test(affects) || !/\s/.test(affects);
  const path = isPath ? affects : '/';
  const web = webPlaceOf(urlIn(site, path));
  const location: Draft<FindingLocation> = web?.location ?? { path: path.replace(/[?#].*$/s, '') };
  const parameter = textIn(item, 'Parameter');
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  const request = textIn(childOf(item, 'TechnicalDetails'), 'Request') ?? '';
  const method = /^([A-Z]{1,20}) \S/.exec(request)?.[1];
  if (method !== undefined) location.method = method;
  if (!isPath) location.snippet = affects.slice(0, 1_000);
  const file = textIn(item, 'AOP_SourceFile');
  const line = positiveOf(textIn(item, 'AOP_SourceLine'));
  if (file === undefined) return [location];
  return [location, line === undefined ? { path: file } : { path: file, line }];
}
