import { addCvesIn } from '../mapping/cve-text.ts';
import { cvssStatement } from '../mapping/cvss.ts';
import { addLinks } from '../mapping/html.ts';
import { addCve, addOnce } from '../mapping/identifiers.ts';
import type { CvssStatement } from '../parser.ts';
import { attributeOf, childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';

/** "summary=…|insight=…|solution_type=…": the prose of a test. A bar inside the prose is no separator. */
export function tagsOf(nvt: XmlElement | undefined): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const entry of (textIn(nvt, 'tags') ?? '').split(/\|(?=[A-Za-z_]+=)/)) {
    const at = entry.indexOf('=');
    if (at > 0) tags.set(entry.slice(0, at), entry.slice(at + 1).trim());
  }
  return tags;
}

interface Ids {
  readonly cves: string[];
  readonly advisories: string[];
  readonly references: string[];
}

/** References of a test: a list of typed ones, or until version 7 one text for each type ("NOCVE" for none). */
export function idsOf(nvt: XmlElement | undefined): Ids {
  const ids: Ids = { cves: [], advisories: [], references: [] };
  for (const ref of childrenOf(childOf(nvt, 'refs'), 'ref')) addReference(ids, ref);
  for (const ref of childrenOf(childOf(nvt, 'cert'), 'cert_ref')) addReference(ids, ref);
  addCvesIn(ids.cves, textIn(nvt, 'cve'));
  addCve(ids.cves, attributeOf(nvt, 'oid') ?? '');
  for (const bid of (textIn(nvt, 'bid') ?? '').split(/[\s,]+/))
    if (/^\d+$/.test(bid)) addOnce(ids.advisories, `BID:${bid}`);
  addLinks(ids.references, (textIn(nvt, 'xref') ?? '').replaceAll('URL:', ' '));
  return ids;
}

function addReference(ids: Ids, ref: XmlElement): void {
  const id = attributeOf(ref, 'id') ?? '';
  switch (attributeOf(ref, 'type')?.toLowerCase()) {
    case 'cve':
    case 'cve_id':
      addCve(ids.cves, id);
      return;
    case 'url':
      addLinks(ids.references, id);
      return;
    case 'bid':
    case 'bugtraq_id':
      addOnce(ids.advisories, `BID:${id}`.slice(0, 200));
      return;
    default:
      addOnce(ids.advisories, id.slice(0, 200));
  }
}

const typeVersions: ReadonlyMap<string, CvssStatement['version']> = new Map([
  ['cvss_base_v2', '2.0'],
  ['cvss_base_v3', '3.1'],
  ['cvss_base_v4', '4.0'],
]);

/** Newest first. Before version 20 a vector stands in the tags and its score in `cvss_base`. */
export function cvssOf(nvt: XmlElement | undefined): CvssStatement[] {
  const listed = childrenOf(childOf(nvt, 'severities'), 'severity').map((severity) =>
    cvssStatement({
      version: typeVersions.get(attributeOf(severity, 'type') ?? ''),
      vector: textIn(severity, 'value'),
      score: textIn(severity, 'score'),
      source: textIn(severity, 'origin')?.toLowerCase() ?? 'greenbone',
    }),
  );
  const statements = listed.filter((statement) => statement !== undefined);
  if (statements.length > 0) return statements.sort((a, b) => b.version.localeCompare(a.version));
  const vector = tagsOf(nvt).get('cvss_base_vector') ?? textIn(nvt, 'cvss_base_vector');
  if (vector === undefined) return [];
  const stated = cvssStatement({ vector, score: textIn(nvt, 'cvss_base'), source: 'greenbone' });
  return stated === undefined ? [] : [stated];
}
