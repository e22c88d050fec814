import { cpeOf } from '../mapping/cpe.ts';
import { scoreOf } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { addVulnerabilityId } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { RawFinding } from '../parser.ts';
import { attributeOf, childrenOf, type XmlElement } from '../readers/xml/elements.ts';
import type { ScriptPlace } from './script.ts';

interface Entry {
  readonly id: string;
  readonly score: string;
  readonly type: string;
  readonly isExploit: boolean;
  readonly url: string | undefined;
  readonly line: number;
  readonly cpe: string;
}

/**
 * The script `vulners` looks up known weaknesses for the product and version of a port, one entry each. Since Nmap 7.70 as tables,
 * before that as text alone. Returns whether the script is it and lists any.
 */
export function reportVulners(script: XmlElement, place: ScriptPlace): boolean {
  if (attributeOf(script, 'id') !== 'vulners') return false;
  const lines = linesOf(script);
  const entries = entriesOf(script, lines);
  const all = entries.length > 0 ? entries : lines;
  for (const entry of all) reportEntry(entry, place);
  return all.length > 0;
}

function reportEntry(entry: Entry, { sink, target, service, seenAt }: ScriptPlace): void {
  const where = `line ${entry.line}`;
  sink.sourceItem();
  if (entry.id === '') {
    sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry of the script vulners has no id and was left out.',
      where,
      dropsItem: true,
    });
    return;
  }
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  addVulnerabilityId(lists, entry.id);
  const component = componentOf(entry.cpe);
  const product = component === undefined ? '' : ` in ${component.name} ${component.version ?? ''}`;
  sink.finding(
    findingOf({
      where,
      ruleId: lists.cves[0] ?? entry.id,
      title: `${entry.id}${product}`,
      severity: severityOrProblem(sink, { word: '', score: scoreOf(entry.score), where }),
      sourceSeverity: entry.score,
      // An exploit for the version, listed beside the weakness that it uses.
      resultClass: entry.isExploit && lists.cves.length === 0 ? 'EXPOSURE_SIGNAL' : 'VULNERABILITY',
      evidenceClass: 'INFERRED',
      target,
      checkReach: 'REMOTE',
      service,
      component,
      seenAt,
      ...lists,
      references: entry.url === undefined ? [] : [entry.url],
      exploitAvailable: entry.isExploit ? true : undefined,
      tags: ['vulners'],
      sourceData: { cpe: entry.cpe, type: entry.type, cvss: entry.score },
    }),
  );
}

function entriesOf(script: XmlElement, lines: readonly Entry[]): Entry[] {
  const urls = new Map(lines.map(({ id, url }) => [id, url]));
  const entries: Entry[] = [];
  for (const component of childrenOf(script, 'table')) {
    for (const row of childrenOf(component, 'table')) {
      const fields = new Map(
        childrenOf(row, 'elem').map((elem) => [elem.attributes.key ?? '', elem.text.trim()]),
      );
      const id = fields.get('id') ?? '';
      entries.push({
        id,
        score: fields.get('cvss') ?? '',
        type: fields.get('type') ?? '',
        isExploit: fields.get('is_exploit') === 'true',
        url: urls.get(id) ?? fields.get('href'),
        line: row.line,
        cpe: attributeOf(component, 'key') ?? '',
      });
    }
  }
  return entries;
}

const maxLineLength = 2_000;

/** "    CVE-2018-15919  5.0  https://vulners.com/cve/CVE-2018-15919  *EXPLOIT*" under "cpe:/a:openbsd:openssh:7.4:". */
function linesOf(script: XmlElement): Entry[] {
  const entries: Entry[] = [];
  let cpe = '';
  for (const line of (script.attributes.output ?? '').split('\n')) {
    // A line of the script is short; what is longer is no line of it.
    if (line.length > maxLineLength) continue;
    const heading = /^\s*(cpe:.*?):?\s*$/.exec(line)?.[1];
    if (heading !== undefined) cpe = heading;
    const match = /^\s+(\S+)\s+(?:(\d+(?:\.\d+)?)\s+)?(https?:\/\/\S+)(.*)$/.exec(line);
    if (match === null) continue;
    const [, id = '', score = '', url, rest = ''] = match;
    const type = /vulners\.com\/([\w-]+)\//.exec(url ?? '')?.[1] ?? '';
    entries.push({ id, score, type, isExploit: rest.includes('EXPLOIT'), url, line: script.line, cpe });
  }
  return entries;
}

function componentOf(text: string): RawFinding['component'] {
  const cpe = cpeOf(text);
  if (cpe === undefined) return undefined;
  return cpe.version === undefined ? { name: cpe.product } : { name: cpe.product, version: cpe.version };
}
