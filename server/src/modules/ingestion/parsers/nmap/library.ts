import type { ResultClass } from '../../../../kernel/severity.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import { cvssStatement, scoreOf } from '../mapping/cvss.ts';
import { findingOf } from '../mapping/finding.ts';
import { addLinks } from '../mapping/html.ts';
import { addVulnerabilityId } from '../mapping/identifiers.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { CvssStatement, RawFinding } from '../parser.ts';
import { attributeOf, type XmlElement } from '../readers/xml/elements.ts';
import type { ScriptPlace } from './script.ts';

interface Vulnerability {
  readonly title: string;
  /** "VULNERABLE", "VULNERABLE (Exploitable)", "LIKELY VULNERABLE", "NOT VULNERABLE", "UNKNOWN (unable to test)". */
  readonly state: string;
  readonly body: string;
}

/**
 * Scripts that use the library `vulns` write one block a weakness: title, "State:", "IDs:", "Risk factor:", text, references. The
 * text is read and not the tables beside it, because the tables lack the risk factor. Returns whether there is any.
 */
export function reportLibrary(script: XmlElement, place: ScriptPlace): boolean {
  const found = vulnerabilitiesOf(script.attributes.output ?? '');
  for (const vulnerability of found) {
    place.sink.sourceItem();
    place.sink.finding(findingOfVulnerability(vulnerability, { script, place, isOnly: found.length === 1 }));
  }
  return found.length > 0;
}

const blockStart =
  /^[ \t|_]*(\S[^\n]*)\n[ \t|_]*State:[ \t]*((?:(?:LIKELY |NOT )?VULNERABLE|UNKNOWN)[^\n]*)$/gm;

function vulnerabilitiesOf(output: string): Vulnerability[] {
  const starts = [...output.matchAll(blockStart)];
  return starts.map((start, index) => ({
    title: (start[1] ?? '').trim(),
    state: (start[2] ?? '').trim(),
    body: output.slice(start.index + start[0].length, starts[index + 1]?.index).trim(),
  }));
}

interface Found {
  readonly script: XmlElement;
  readonly place: ScriptPlace;
  readonly isOnly: boolean;
}

function findingOfVulnerability(
  { title, state, body }: Vulnerability,
  { script, place, isOnly }: Found,
): RawFinding {
  const { sink, target, service, seenAt, maxTextLength } = place;
  const where = `line ${script.line}`;
  const ids = idsOf(title, body);
  const cvss = cvssOf(body);
  const word = /Risk factor:\s*([A-Za-z]+)/i.exec(body)?.[1] ?? '';
  const score = cvss[0]?.score ?? scoreOf(/CVSS(?:v[234])?:\s*([\d.]+)/i.exec(body)?.[1]);
  const isNegative = state.startsWith('NOT VULNERABLE');
  const references: string[] = [];
  addLinks(references, body);
  return findingOf({
    where,
    ruleId: attributeOf(script, 'id') ?? 'script',
    // A script that looks for several weaknesses tells them apart by CVE, by name only where there is none.
    matcher: ids.cves[0] ?? (isOnly ? undefined : title.toLowerCase()),
    title,
    description: body === '' ? undefined : body.slice(0, maxTextLength).toWellFormed(),
    severity: isNegative ? 'INFO' : severityOrProblem(sink, { word, score, where }),
    sourceSeverity: word,
    resultClass: classOfState(state),
    evidenceClass: state.startsWith('LIKELY') ? 'INFERRED' : 'DIRECT',
    confidence: state.startsWith('LIKELY') ? 0.6 : undefined,
    target,
    checkReach: 'REMOTE',
    service,
    seenAt,
    ...ids,
    references,
    cvss,
    exploitAvailable: /exploitable/i.test(state) ? true : undefined,
    sourceData: { state },
  });
}

function classOfState(state: string): ResultClass {
  if (state.startsWith('NOT VULNERABLE')) return 'NEGATIVE_RESULT';
  return state.startsWith('UNKNOWN') ? 'INFORMATIONAL' : 'VULNERABILITY';
}

/** "IDs:  CVE:CVE-2014-3566  BID:70574", on one line or several. */
function idsOf(title: string, body: string): { cves: string[]; advisories: string[] } {
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  const listed = /IDs:((?:\s+[A-Za-z]+:[A-Za-z0-9][\w.-]*)+)/.exec(body)?.[1] ?? '';
  for (const id of listed.trim().split(/\s+/)) addVulnerabilityId(lists, id.replace(/^CVE:/i, ''));
  addCvesIn(lists.cves, title);
  if (lists.cves.length === 0) addCvesIn(lists.cves, body);
  return lists;
}

/** "CVSSv2: 9.3 (HIGH) (AV:N/AC:M/Au:N/C:C/I:C/A:C)". */
function cvssOf(body: string): CvssStatement[] {
  const match = /CVSSv?2:\s*([\d.]+)?[^\n]*?\((AV:[A-Za-z0-9:/]+)\)/i.exec(body);
  const statement = cvssStatement({ version: '2.0', vector: match?.[2], score: match?.[1], source: 'nmap' });
  return statement === undefined ? [] : [statement];
}
