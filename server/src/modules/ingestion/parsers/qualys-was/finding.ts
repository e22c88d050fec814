import { addCvesIn } from '../mapping/cve-text.ts';
import { findingOf, statedText } from '../mapping/finding.ts';
import { addLinks, plainTextOf } from '../mapping/html.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { qualysCvss, qualysCvss3, qualysSeverity } from '../mapping/qualys.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { CvssStatement, ParseSink, RawFinding } from '../parser.ts';
import { childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';
import type { Item } from './item.ts';

/** What a QID is, from the glossary. */
export interface Definition {
  readonly qid: string;
  readonly title: string | undefined;
  readonly level: string | undefined;
  readonly category: string | undefined;
  readonly description: string | undefined;
  readonly impact: string | undefined;
  readonly remediation: string | undefined;
  readonly references: readonly string[];
  readonly cves: readonly string[];
  readonly cwes: readonly number[];
  readonly cvss: readonly CvssStatement[];
  readonly tags: readonly string[];
  readonly sourceData: Readonly<Record<string, unknown>>;
  /** Characters that it takes. */
  readonly length: number;
}

const mapped: ReadonlySet<string> = new Set([
  'QID',
  'TITLE',
  'SEVERITY',
  'CATEGORY',
  'DESCRIPTION',
  'IMPACT',
  'SOLUTION',
  'CWE',
  'CVE',
  'OWASP',
  'WASC',
  'GROUP',
  'CVSS_BASE',
]);

export function definitionOf(element: XmlElement): Definition {
  const prose = ['DESCRIPTION', 'IMPACT', 'SOLUTION'].map((name) => textIn(element, name) ?? '');
  const [description, impact, remediation] = prose.map((text) => statedText(plainTextOf(text)));
  const references: string[] = [];
  for (const text of prose) addLinks(references, text);
  const cves: string[] = [];
  const cwes: number[] = [];
  for (const entry of childrenOf(element, 'CVE')) addCvesIn(cves, entry.text);
  for (const entry of childrenOf(element, 'CWE'))
    for (const word of entry.text.split(/[\s,;]+/, 1_000)) addCwe(cwes, word);
  const sourceData = sourceDataOfElement(element, mapped);
  return {
    qid: textIn(element, 'QID') ?? '',
    title: textIn(element, 'TITLE'),
    level: textIn(element, 'SEVERITY'),
    category: textIn(element, 'CATEGORY'),
    description,
    impact,
    remediation,
    references,
    cves,
    cwes,
    cvss: cvssOf(element),
    tags: tagsOf(element),
    sourceData,
    length: prose.join('').length + JSON.stringify(sourceData).length,
  };
}

function cvssOf(element: XmlElement): CvssStatement[] {
  const newer = childOf(element, 'CVSS_V3') ?? childOf(element, 'CVSS3');
  const statements = [
    qualysCvss3(
      textIn(newer, 'BASE') ?? textIn(element, 'CVSS3_BASE') ?? textIn(element, 'CVSS_V3_BASE'),
      undefined,
    ),
    qualysCvss(textIn(element, 'CVSS_BASE'), '2.0'),
  ];
  return statements.filter((statement) => statement !== undefined);
}

/** "A6" alone says nothing; its list does. */
function tagsOf(element: XmlElement): string[] {
  const tagged = (name: string, prefix: string): string[] =>
    childrenOf(element, name)
      .flatMap(({ text }) => text.split(/[\s,;]+/, 20))
      .filter((code) => code !== '')
      .map((code) => `${prefix}${code.slice(0, 100)}`);
  return [...tagged('GROUP', ''), ...tagged('OWASP', 'OWASP:'), ...tagged('WASC', '')].slice(0, 100);
}

export interface ItemContext {
  readonly definition: Definition | undefined;
  /** The application of the report, when it is about one alone. */
  readonly application: string | undefined;
  readonly sink: ParseSink;
}

/** Undefined without a QID, the one thing that says what was found. */
export function findingOfItem(
  item: Item,
  { definition, application, sink }: ItemContext,
): RawFinding | undefined {
  const { where, qid, kind } = item;
  if (qid === '') return undefined;
  const place = webPlaceOf(item.locations[0]?.url ?? item.application ?? application ?? '');
  const cvss = definition?.cvss ?? [];
  const isPotential = /potential/i.test(definition?.category ?? '');
  return findingOf({
    where,
    ruleId: qid,
    toolUniqueId: item.uniqueId,
    title: definition?.title ?? `QID ${qid}`,
    description: definition?.description,
    impact: definition?.impact,
    remediation: definition?.remediation,
    severity: qualysSeverity(sink, { level: definition?.level, cvss, where }),
    sourceSeverity: definition?.level ?? '',
    resultClass: kind === 'INFORMATION_GATHERED' ? 'INFORMATIONAL' : 'VULNERABILITY',
    evidenceClass: isPotential ? 'INFERRED' : 'DIRECT',
    target: place?.target ?? { kind: 'WEB_APPLICATION', raw: '' },
    service: place?.service,
    locations: item.locations,
    seenAt: item.seenAt,
    evidence: item.evidence,
    sourceStatus: item.sourceStatus,
    cves: definition?.cves,
    cwes: definition?.cwes,
    references: definition?.references,
    cvss,
    tags: definition?.tags,
    sourceData: {
      ...definition?.sourceData,
      ...item.sourceData,
      ...(definition?.category === undefined ? {} : { CATEGORY: definition.category }),
    },
  });
}
