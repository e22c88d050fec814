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

const statePattern = /^[ \t|_]*State:[ \t]*((?:(?:LIKELY |NOT )?VULNERABLE|UNKNOWN).{0,200})$/;

/** Read line by line: an output may be megabytes long, and a pattern over lines would go over it again and again. */
function vulnerabilitiesOf(output: string): Vulnerability[] {
  if (!output.includes('State:')) return [];
  const lines = output.split('\n');
  const starts = lines.flatMap((line, at) => {
    const state = line.length > 400 ? undefined : statePattern.exec(line)?.[1]?.trim();
    return state === undefined || at === 0 ? [] : [{ at, state }];
  });
  return starts.map(({ at, state }, index) => {
    const next = starts[index + 1]?.at;
    const body = lines.slice(at + 1, next === undefined ? undefined : next - 1).join('\n');
    return { title: (lines[at - 1] ?? '').replace(/^[ \t|_]+/, '').trim(), state, body: body.trim() };
  });
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
  const match = /CVSSv?2:\s*([\d.]+)?[^\n]{0,200}?\((AV:[A-Za-z0-9:/]{1,200})\)/i.exec(body);
  const statement = cvssStatement({ version: '2.0', vector: match?.[2], score: match?.[1], source: 'nmap' });
  return statement === undefined ? [] : [statement];
}
