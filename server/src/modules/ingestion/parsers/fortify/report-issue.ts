import type { Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { positiveOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { FindingLocation, ParseSink, RawFinding } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import { cwesOf, joined } from './fvdl-finding.ts';
import { proseOf } from './prose.ts';

export interface ReportContext {
  readonly group: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly occurrences: Occurrences;
  readonly sink: ParseSink;
}

const usedFields: ReadonlySet<string> = new Set([
  'iid',
  'ruleID',
  'Category',
  'Abstract',
  'Friority',
  'Primary',
  'Source',
  'ExternalCategory',
]);

/** Turns an `<Issue>` into a finding; undefined when neither rule nor category says what was found. */
export function findingOfReportIssue(issue: XmlElement, context: ReportContext): RawFinding | undefined {
  const { group, texts, occurrences, sink } = context;
  const category = textIn(issue, 'Category') ?? (group === '' ? undefined : group);
  const ruleId = attributeOf(issue, 'ruleID') ?? category;
  if (ruleId === undefined) return undefined;
  const where = `line ${issue.line}`;
  const word = textIn(issue, 'Friority') ?? textIn(issue, 'Folder') ?? 'unknown';
  const instanceId = attributeOf(issue, 'iid');
  const locations = [placeOf(childOf(issue, 'Primary')), placeOf(childOf(issue, 'Source'))];
  const primary = childOf(issue, 'Primary');
  const external = childrenOf(issue, 'ExternalCategory');
  return {
    ...baseFinding({
      where,
      ruleId,
      title: category ?? ruleId,
      severity: severityOf(word, where, sink),
      sourceSeverity: word,
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations: locations.filter((place) => place !== undefined),
    cwes: cwesOf(external.map(({ text }) => text).join(', ')),
    tags: tagsOf(issue, external),
    sourceData: sourceDataOfElement(issue, usedFields),
    ...given({
      description: joined(
        proseOf(textIn(issue, 'Abstract')),
        proseOf(texts.get('Abstract')),
        proseOf(texts.get('Explanation')),
      ),
      remediation: proseOf(texts.get('Recommendations')),
      evidence: textIn(primary, 'Snippet')?.slice(0, 8_000),
      toolUniqueId: instanceId,
      matcher:
        instanceId === undefined
          ? occurrences.matcher([ruleId], [locations[0]?.path, textIn(primary, 'TargetFunction')].join(' '))
          : undefined,
      sourceStatus: statusOf(issue),
    }),
  };
}

/** Folder names of versions before priorities. */
const folders: Readonly<Record<string, Severity>> = { hot: 'HIGH', warning: 'MEDIUM' };

function severityOf(word: string, where: string, sink: ParseSink): Severity {
  const key = word.toLowerCase();
  return (Object.hasOwn(folders, key) ? folders[key] : undefined) ?? severityOrProblem(sink, { word, where });
}

function placeOf(element: XmlElement | undefined): FindingLocation | undefined {
  const path = textIn(element, 'FilePath') ?? textIn(element, 'FileName');
  if (path === undefined) return undefined;
  return {
    path,
    ...given({
      line: positiveOf(textIn(element, 'LineStart')),
      snippet: textIn(element, 'Snippet')?.slice(0, 4_000),
    }),
  };
}

function tagsOf(issue: XmlElement, external: readonly XmlElement[]): string[] {
  const tags = [textIn(issue, 'Kingdom')];
  for (const category of external.slice(0, 50)) {
    tags.push(
      [attributeOf(category, 'type'), category.text.trim()].filter((part) => part !== undefined).join(': '),
    );
  }
  return tags.filter((tag) => tag !== undefined && tag !== '').map((tag) => String(tag).slice(0, 200));
}

/** What the auditor chose in the tag "Analysis". */
function statusOf(issue: XmlElement): RawFinding['sourceStatus'] {
  const analysis = childrenOf(issue, 'Tag').find((tag) => textIn(tag, 'Name')?.toLowerCase() === 'analysis');
  const value = textIn(analysis, 'Value')?.toLowerCase() ?? '';
  if (attributeOf(issue, 'suppressed') === 'true') return 'SUPPRESSED';
  return value === 'not an issue' || value === 'false positive' ? 'FALSE_POSITIVE' : undefined;
}
