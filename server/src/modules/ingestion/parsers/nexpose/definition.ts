import { cvssStatement } from '../mapping/cvss.ts';
import { addLinks } from '../mapping/html.ts';
import { addCve, addCwe, addOnce } from '../mapping/identifiers.ts';
import type { CvssStatement } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textsBelow, type XmlElement } from '../readers/xml/elements.ts';

/** What a vulnerability is. */
export interface Definition {
  /** Lower-case. */
  readonly id: string;
  readonly title: string | undefined;
  /** 1 to 10. */
  readonly severity: string | undefined;
  readonly description: string | undefined;
  readonly solution: string | undefined;
  readonly cves: readonly string[];
  readonly cwes: readonly number[];
  readonly advisories: readonly string[];
  readonly references: readonly string[];
  readonly cvss: readonly CvssStatement[];
  readonly exploitAvailable: boolean;
  readonly tags: readonly string[];
  readonly sourceData: Readonly<Record<string, unknown>>;
  /** Characters that it takes. */
  readonly length: number;
}

const maxProseLength = 65_536;
const keptAttributes = ['pciSeverity', 'published', 'added', 'modified', 'riskScore'];

export function definitionOf(element: XmlElement): Definition {
  const description = proseOf(childOf(element, 'description'));
  const solution = proseOf(childOf(element, 'solution'));
  const exploits = childrenOf(childOf(element, 'exploits'), 'exploit');
  const ids = new Ids();
  for (const reference of childrenOf(childOf(element, 'references'), 'reference'))
    ids.add(attributeOf(reference, 'source') ?? '', reference.text.trim());
  for (const exploit of exploits) addLinks(ids.references, attributeOf(exploit, 'link') ?? '');
  for (const text of [description, solution]) addLinks(ids.references, text ?? '');
  const malware = childOf(element, 'malware')?.children.map(
    (kit) => attributeOf(kit, 'name') ?? kit.text.trim(),
  );
  const kept: Record<string, unknown> = malware === undefined || malware.length === 0 ? {} : { malware };
  for (const name of keptAttributes) {
    const value = attributeOf(element, name);
    if (value !== undefined) kept[name] = value.slice(0, 200);
  }
  return {
    id: (attributeOf(element, 'id') ?? '').toLowerCase(),
    title: attributeOf(element, 'title'),
    severity: attributeOf(element, 'severity'),
    description,
    solution,
    cves: ids.cves,
    cwes: ids.cwes,
    advisories: ids.advisories,
    references: ids.references,
    cvss: cvssOf(element),
    exploitAvailable: exploits.length > 0,
    tags: textsBelow(childOf(element, 'tags'))
      .slice(0, 100)
      .map((tag) => tag.slice(0, 200)),
    sourceData: kept,
    length: (description?.length ?? 0) + (solution?.length ?? 0) + ids.references.join('').length,
  };
}

/** Sorts typed ids: "CVE", "URL", and vendors' own ("BID", "MS", "REDHAT" …), as "BID:1234". */
export class Ids {
  readonly cves: string[] = [];
  readonly cwes: number[] = [];
  readonly advisories: string[] = [];
  readonly references: string[] = [];

  add(source: string, id: string): void {
    if (id === '') return;
    const type = source.toUpperCase();
    if (type === 'URL') addLinks(this.references, id);
    else if (type === 'CWE') addCwe(this.cwes, id);
    else if (!addCve(this.cves, id.startsWith('CVE-') || type !== 'CVE' ? id : `CVE-${id}`))
      addOnce(this.advisories, `${type === '' ? '' : `${type}:`}${id}`.slice(0, 200));
  }
}

/** Paragraphs and list items, one a line. */
function proseOf(element: XmlElement | undefined): string | undefined {
  const text = textsBelow(element)
    .map((line) => line.replaceAll(/\s+/g, ' '))
    .join('\n')
    .slice(0, maxProseLength)
    .toWellFormed();
  return text === '' ? undefined : text;
}

/** Attributes "cvssScore" and "cvssVector" are version 2; later ones carry a 3 in their name. */
function cvssOf(element: XmlElement): CvssStatement[] {
  const attribute = (pattern: RegExp): string | undefined => {
    const name = Object.keys(element.attributes).find((each) => each.length < 60 && pattern.test(each));
    return name === undefined ? undefined : attributeOf(element, name);
  };
  const statements = [
    cvssStatement({
      version: '3.0',
      vector: attribute(/^cvss.*3.*vector$/i),
      score: attribute(/^cvss.*3.*score$/i),
      source: 'rapid7',
    }),
    cvssStatement({
      version: '2.0',
      vector: attributeOf(element, 'cvssVector'),
      score: attributeOf(element, 'cvssScore'),
      source: 'rapid7',
    }),
  ];
  return statements.filter((statement) => statement !== undefined);
}
