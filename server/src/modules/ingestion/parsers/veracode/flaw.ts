import { baseFinding } from '../mapping/base-finding.ts';
import type { Draft } from '../mapping/draft.ts';
import { addLinks } from '../mapping/html.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { positiveOf } from '../mapping/json.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { attributeOf, type XmlElement } from '../readers/xml/elements.ts';
import { severityOfLevel, statusOf } from './rating.ts';

/** Prose and number of the category and weakness that a flaw stands under. */
export interface FlawGroup {
  readonly cwe: string | undefined;
  readonly name: string | undefined;
  readonly description: string;
  readonly recommendation: string;
}

const usedFields: ReadonlySet<string> = new Set([
  'severity',
  'issueid',
  'description',
  'cweid',
  'sourcefile',
  'sourcefilepath',
  'line',
  'url',
  'vuln_parameter',
]);

export interface FlawContext {
  readonly target: SourceTarget;
  readonly group: FlawGroup;
  readonly sink: ParseSink;
}

/** A static, dynamic or manual flaw; undefined without issue id, weakness and category, which leaves nothing to know it by. */
export function findingOfFlaw(
  flaw: XmlElement,
  { target, group, sink }: FlawContext,
): RawFinding | undefined {
  const where = `line ${flaw.line}`;
  const cwes: number[] = [];
  addCwe(cwes, attributeOf(flaw, 'cweid') ?? group.cwe ?? '');
  const category = attributeOf(flaw, 'categoryname') ?? group.name;
  const issueId = attributeOf(flaw, 'issueid');
  if (issueId === undefined && cwes.length === 0 && category === undefined) return undefined;
  const ruleId = cwes.length > 0 ? `CWE-${cwes[0]}` : (category ?? 'flaw');
  const level = attributeOf(flaw, 'severity') ?? '';
  const severity = severityOfLevel(level, undefined, where, sink);
  const web = webPlaceOf(attributeOf(flaw, 'url') ?? '');
  const finding = baseFinding({
    where,
    ruleId,
    title: category ?? ruleId,
    severity,
    sourceSeverity: level,
    target: web?.target ?? target,
  });
  finding.resultClass = severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY';
  finding.cwes = cwes;
  if (issueId !== undefined) finding.toolUniqueId = issueId.slice(0, 200);
  if (web?.service !== undefined) finding.service = web.service;
  finding.locations = locationsOf(flaw, web?.location);
  const description = attributeOf(flaw, 'description') ?? group.description;
  if (description !== '') finding.description = description.slice(0, 65_536).toWellFormed();
  if (group.recommendation !== '') finding.remediation = group.recommendation;
  const references: string[] = [];
  addLinks(references, description);
  finding.references = references;
  const status = statusOf(flaw);
  if (status !== undefined) finding.sourceStatus = status;
  finding.sourceData = sourceDataOfElement(flaw, usedFields);
  return finding;
}

/** A static flaw has a file and line, a dynamic one a URL and parameter. */
function locationsOf(flaw: XmlElement, page: Draft<FindingLocation> | undefined): FindingLocation[] {
  const file = attributeOf(flaw, 'sourcefile');
  const folder = attributeOf(flaw, 'sourcefilepath') ?? '';
  const location: Draft<FindingLocation> = page ?? {};
  if (page === undefined && file !== undefined) {
    location.path = folder === '' || folder.endsWith('/') ? folder + file : `${folder}/${file}`;
  }
  const line = positiveOf(attributeOf(flaw, 'line'));
  const parameter = attributeOf(flaw, 'vuln_parameter');
  const url = attributeOf(flaw, 'url');
  if (line !== undefined && location.path !== undefined && page === undefined) location.line = line;
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  if (url !== undefined) location.url = url;
  return Object.keys(location).length === 0 ? [] : [location];
}
