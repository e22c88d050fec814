import { baseFinding } from '../mapping/base-finding.ts';
import { type Draft, type FindingDraft, maxLocations } from '../mapping/draft.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { positiveOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';

const usedFields: ReadonlySet<string> = new Set([
  'FileName',
  'Line',
  'Column',
  'Severity',
  'DeepLink',
  'Path',
]);
/** Of the query: what says more than its name, weakness and severity. */
const keptOfQuery = ['group', 'Language', 'QueryPath', 'categories', 'QueryVersionCode'];

export interface ResultContext {
  readonly target: SourceTarget;
  readonly query: XmlAttributes;
  readonly occurrences: Occurrences;
  readonly sink: ParseSink;
}

/** Reports each flow (`<Path>`) of a result as one finding; a result without flows is one itself. */
export function reportResult(result: XmlElement, context: ResultContext): void {
  const paths = childrenOf(result, 'Path');
  const flows: readonly (XmlElement | undefined)[] = paths.length === 0 ? [undefined] : paths;
  for (const path of flows) {
    context.sink.sourceItem();
    const finding = findingOf(result, path, context);
    if (finding !== undefined) {
      context.sink.finding(finding);
      continue;
    }
    context.sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A result outside a query with id or name was left out.',
      where: `line ${result.line}`,
      dropsItem: true,
    });
  }
}

function findingOf(
  result: XmlElement,
  path: XmlElement | undefined,
  { target, query, occurrences, sink }: ResultContext,
): RawFinding | undefined {
  const where = `line ${path?.line ?? result.line}`;
  const ruleId = trimmed(query.id) ?? trimmed(query.name);
  if (ruleId === undefined) return undefined;
  const word = attributeOf(result, 'Severity') ?? query.Severity ?? '';
  const severity = severityOrProblem(sink, { word, where });
  const title = (trimmed(query.name) ?? `Query ${ruleId}`).replaceAll('_', ' ');
  const finding = baseFinding({ where, ruleId, title, severity, sourceSeverity: word, target });
  finding.resultClass = severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY';
  finding.locations = locationsOf(result, path);
  const cwes: number[] = [];
  addCwe(cwes, query.cweId ?? '');
  finding.cwes = cwes;
  finding.tags = [query.group, query.Language]
    .filter((tag) => trimmed(tag) !== undefined)
    .map((tag) => `${tag}`);
  const link = attributeOf(result, 'DeepLink');
  if (link !== undefined && /^https?:\/\//.test(link)) finding.references = [link.slice(0, 2_048)];
  const evidence = evidenceOf(path);
  if (evidence !== '') finding.evidence = evidence;
  addIdentity(finding, path, occurrences);
  addState(finding, result);
  finding.sourceData = { ...sourceDataOfElement(result, usedFields), ...pathData(path), ...queryData(query) };
  return finding;
}

function addIdentity(finding: FindingDraft, path: XmlElement | undefined, occurrences: Occurrences): void {
  const similarity = attributeOf(path, 'SimilarityId');
  const isKnown = similarity !== undefined && similarity !== '0';
  if (isKnown) finding.toolUniqueId = similarity.slice(0, 200);
  const nodes = childrenOf(path, 'PathNode');
  const ends = [nodes[0], nodes.at(-1)]
    .map((node) => textIn(node, 'Name'))
    .filter((name) => name !== undefined);
  const code = isKnown || ends.length === 0 ? undefined : ends.join(' -> ');
  const place = [finding.ruleId, finding.locations[0]?.path, isKnown ? similarity : undefined];
  const matcher = occurrences.matcher(place, code);
  if (matcher !== undefined) finding.matcher = matcher;
}

/** States: 0 to verify, 1 not exploitable, 2 confirmed, 3 urgent, 4 proposed not exploitable. */
function addState(finding: FindingDraft, result: XmlElement): void {
  const state = attributeOf(result, 'state') ?? attributeOf(result, 'State');
  const isFalse = attributeOf(result, 'FalsePositive')?.toLowerCase() === 'true' || state === '1';
  if (isFalse) finding.sourceStatus = 'FALSE_POSITIVE';
  else if (/^fixed$/i.test(attributeOf(result, 'Status') ?? '')) finding.sourceStatus = 'FIXED';
  if (!isFalse && (state === '2' || state === '3')) finding.confidence = 1;
}

/** The sink first, which is where the weakness acts, then the flow from its source on. */
function locationsOf(result: XmlElement, path: XmlElement | undefined): FindingLocation[] {
  const nodes = childrenOf(path, 'PathNode')
    .map(locationOfNode)
    .filter((location) => location.path !== undefined);
  const sink = nodes.at(-1);
  if (sink !== undefined) return [sink, ...nodes.slice(0, -1)].slice(0, maxLocations);
  return placed(attributeOf(result, 'FileName'), attributeOf(result, 'Line'));
}

function placed(file: string | undefined, lineText: string | undefined): FindingLocation[] {
  if (file === undefined) return [];
  const line = positiveOf(lineText);
  return [line === undefined ? { path: slashed(file) } : { path: slashed(file), line }];
}

function locationOfNode(node: XmlElement): Draft<FindingLocation> {
  const [location = {}] = placed(textIn(node, 'FileName'), textIn(node, 'Line'));
  const code = codeOf(node);
  return code === '' ? location : { ...location, snippet: code };
}

/** Servers on Windows write backslashes. */
function slashed(file: string): string {
  return file.replaceAll('\\', '/');
}

function codeOf(node: XmlElement): string {
  const lines = childrenOf(childOf(node, 'Snippet'), 'Line');
  const code = lines.map((line) => textIn(line, 'Code')).filter((text) => text !== undefined);
  return code.join('\n').slice(0, 2_000).toWellFormed();
}

const maxEvidenceNodes = 100;

function evidenceOf(path: XmlElement | undefined): string {
  const lines = childrenOf(path, 'PathNode')
    .slice(0, maxEvidenceNodes)
    .map((node) => {
      const place = `${textIn(node, 'FileName') ?? ''}:${textIn(node, 'Line') ?? ''}`;
      return [place, textIn(node, 'Name'), codeOf(node)].filter(Boolean).join('  ');
    });
  return lines.join('\n').slice(0, 65_536).toWellFormed();
}

function pathData(path: XmlElement | undefined): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PathId', 'SourceMethod', 'DestinationMethod']) {
    const value = attributeOf(path, name);
    if (value !== undefined) kept[name] = value.slice(0, 500);
  }
  return kept;
}

function queryData(query: XmlAttributes): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of keptOfQuery) {
    const value = trimmed(query[name]);
    if (value !== undefined) kept[name] = value.slice(0, 1_000);
  }
  return kept;
}

function trimmed(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === '' ? undefined : value;
}
