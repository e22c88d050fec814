import { addCvesIn } from '../mapping/cve-text.ts';
import { statedText } from '../mapping/finding.ts';
import { addLinks, plainTextOf } from '../mapping/html.ts';
import { addCve, addOnce } from '../mapping/identifiers.ts';
import { qualysCvss, qualysCvss3 } from '../mapping/qualys.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { CvssStatement } from '../parser.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  textIn,
  textsBelow,
  type XmlElement,
} from '../readers/xml/elements.ts';

/** What a QID is: an entry of the glossary, or the same fields inside an item of the older scan report. */
export interface Details {
  readonly qid: string;
  readonly title: string | undefined;
  readonly level: string | undefined;
  readonly category: string | undefined;
  readonly threat: string | undefined;
  readonly impact: string | undefined;
  readonly solution: string | undefined;
  readonly cves: readonly string[];
  readonly advisories: readonly string[];
  readonly references: readonly string[];
  readonly cvss: readonly CvssStatement[];
  readonly exploitAvailable: boolean;
  readonly sourceData: Readonly<Record<string, unknown>>;
  /** Characters that it takes. */
  readonly length: number;
}

const mapped: ReadonlySet<string> = new Set([
  'id',
  'QID',
  'TITLE',
  'SEVERITY',
  'CATEGORY',
  'THREAT',
  'IMPACT',
  'SOLUTION',
  'CVE_ID_LIST',
  'VENDOR_REFERENCE_LIST',
  'BUGTRAQ_ID_LIST',
  'CVSS_SCORE',
  'CVSS3_SCORE',
  'CORRELATION',
]);

export function detailsOf(element: XmlElement): Details {
  const prose = [
    textIn(element, 'THREAT') ?? textIn(element, 'DIAGNOSIS'),
    textIn(element, 'IMPACT') ?? textIn(element, 'CONSEQUENCE'),
    textIn(element, 'SOLUTION'),
  ];
  const [threat, impact, solution] = prose.map((text) => statedText(plainTextOf(text ?? '')));
  const references: string[] = [];
  for (const list of ['VENDOR_REFERENCE_LIST', 'CVE_ID_LIST', 'BUGTRAQ_ID_LIST', 'CORRELATION'])
    for (const text of textsBelow(childOf(element, list)))
      if (/^https?:/i.test(text)) addLinks(references, text);
  for (const text of prose) addLinks(references, text ?? '');
  const exploits = childOf(childOf(element, 'CORRELATION'), 'EXPLOITABILITY');
  const sourceData = element.name === 'VULN_DETAILS' ? sourceDataOfElement(element, mapped) : {};
  return {
    qid: textIn(element, 'QID') ?? attributeOf(element, 'number') ?? '',
    title: textIn(element, 'TITLE'),
    level: textIn(element, 'SEVERITY') ?? attributeOf(element, 'severity'),
    category: textIn(element, 'CATEGORY'),
    threat,
    impact,
    solution,
    ...idsOf(element),
    references,
    cvss: cvssOf(element),
    exploitAvailable: (exploits?.children.length ?? 0) > 0,
    sourceData,
    length: [threat, impact, solution, ...references].join('').length + JSON.stringify(sourceData).length,
  };
}

/** The older report names CVEs in an attribute, sometimes "CAN-…" of their first years; later ones in a list as well. */
function idsOf(element: XmlElement): { cves: string[]; advisories: string[] } {
  const cves: string[] = [];
  const advisories: string[] = [];
  for (const entry of childrenOf(childOf(element, 'CVE_ID_LIST'), 'CVE_ID'))
    addCve(cves, textIn(entry, 'ID') ?? entry.text);
  addCvesIn(cves, element.attributes.cveid?.replaceAll('CAN-', 'CVE-'));
  for (const entry of childrenOf(childOf(element, 'VENDOR_REFERENCE_LIST'), 'VENDOR_REFERENCE'))
    addOnce(advisories, (textIn(entry, 'ID') ?? '').slice(0, 200));
  for (const entry of childrenOf(childOf(element, 'BUGTRAQ_ID_LIST'), 'BUGTRAQ_ID')) {
    const id = textIn(entry, 'ID');
    if (id !== undefined) addOnce(advisories, `BID:${id}`.slice(0, 200));
  }
  return { cves, advisories };
}

function cvssOf(element: XmlElement): CvssStatement[] {
  const of2 = childOf(element, 'CVSS_SCORE') ?? element;
  const of3 = childOf(element, 'CVSS3_SCORE') ?? element;
  const statements = [
    qualysCvss3(textIn(of3, 'CVSS3_BASE'), textIn(of3, 'CVSS3_VERSION')),
    qualysCvss(textIn(of2, 'CVSS_BASE'), '2.0'),
  ];
  return statements.filter((statement) => statement !== undefined);
}
