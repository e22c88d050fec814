import type { CvssStatement } from '../../parser.ts';
import { cvssStatement } from '../cvss.ts';
import { addCve, addCwe, addOnce } from '../identifiers.ts';

const maxReferences = 200;

export interface TextIdentifiers {
  readonly cves: readonly string[];
  readonly cwes: readonly number[];
  readonly advisories: readonly string[];
  readonly references: readonly string[];
}

interface Sources {
  /** Everything the finding says. */
  readonly all: string;
  /** Fields named after the lists: bare numbers count there. */
  readonly cwe: string;
  readonly cve: string;
  readonly references: string;
}

/** Ids of public lists and links that a finding names, in order and without repeats. */
export function identifiersIn({ all, cwe, cve, references }: Sources): TextIdentifiers {
  const cves: string[] = [];
  const cwes: number[] = [];
  const advisories: string[] = [];
  const links: string[] = [];
  for (const [id] of `${cve} ${all}`.matchAll(/\bCVE-\d{4}-\d{4,19}\b/gi)) addCve(cves, id);
  for (const [, digits] of `${cwe} ${all}`.matchAll(/\bCWE[-:# ]{0,2}(\d{1,5})\b/gi))
    addCwe(cwes, digits ?? '');
  for (const [, digits] of cwe.matchAll(/(?:^|[\s,;])(\d{1,4})(?=[\s,;:.)–-]|$)/g))
    addCwe(cwes, digits ?? '');
  for (const [id] of all.matchAll(/\bGHSA(?:-[23456789cfghjmpqrvwx]{4}){3}\b/gi)) addOnce(advisories, id);
  for (const [link] of references.matchAll(/\bhttps?:\/\/[^\s<>"'`)\]}]+/gi)) {
    if (links.length < maxReferences) addOnce(links, link.replace(/[.,;:]+$/, ''));
  }
  return { cves, cwes, advisories, references: links };
}

const vector =
  /\bCVSS:(?:3\.[01]|4\.0)\/[A-Z]{1,3}:[A-Z](?:\/[A-Z]{1,3}:[A-Za-z]{1,6}){3,40}|\bAV:[NALP]\/A[CTu]{1,2}:[A-Z](?:\/[A-Za-z]{1,3}:[A-Za-z]{1,6}){3,40}/g;
const points =
  /\b(?:cvss(?:\s*v?[234]\.[01x]\b|(?!\s*v?[234]\.[01]\b))|base score|score)\b[^\n]{0,40}?(?<![\d.:v])(10(?:\.0)?|\d\.\d)(?![\d.]|\/[A-Z])/i;

/** CVSS vectors of a text, with the score that stands beside them; a score alone where its version is stated. */
export function cvssIn(text: string, score: number | undefined): readonly CvssStatement[] {
  const statements: CvssStatement[] = [];
  // A vector breaks over lines at its slashes.
  const joined = text.replace(
    /(?<=[A-Z]:[A-Z]\/?)\s*\n?\s*(?=\/?(?:A[CVT]|PR|UI|S|C|I|A|V[CIA]|S[CIA]|Au|E|RL|RC):[A-Z])/g,
    '',
  );
  const beside = Number(points.exec(joined)?.[1]);
  const stated = score ?? (Number.isNaN(beside) ? undefined : beside);
  for (const found of joined.matchAll(vector)) {
    const [match] = found;
    const near = scoreBeside(joined, found.index, match.length);
    const statement = cvssStatement({
      vector: match,
      score: near ?? stated,
      version: versionOf(match, joined),
    });
    if (statement !== undefined && !statements.some((one) => one.vector === statement.vector))
      statements.push(statement);
    if (statements.length >= 10) break;
  }
  if (statements.length > 0 || stated === undefined) return statements;
  const version = /cvss\s*(?:v(?:ersion)?\.?\s*)?(2(?:\.0)?|3(?:\.[01])?|4(?:\.0)?)\b(?!\.\d)/i.exec(
    joined,
  )?.[1];
  const known = version === undefined ? undefined : versions[version];
  const statement = known === undefined ? undefined : cvssStatement({ score: stated, version: known });
  return statement === undefined ? [] : [statement];
}

/** "6.5 (CVSS:3.1/AV:…)", "CVSS:3.1/AV:… (6.5)", "CVSS:3.1/AV:… Score: 6.5". */
function scoreBeside(text: string, at: number, length: number): number | undefined {
  const after = /^[\s(,;:|/=–-]*(?:base )?(?:score)?[\s:(=]*(10(?:\.0)?|\d\.\d)(?![\d.])/i.exec(
    text.slice(at + length, at + length + 40),
  );
  const before = /(?<![\d.])(10\.0|\d\.\d)[\s(),;:|/=–-]*(?:vector[\s:]*)?$/i.exec(
    text.slice(Math.max(0, at - 30), at),
  );
  const found = after?.[1] ?? before?.[1];
  return found === undefined ? undefined : Number(found);
}

const versions: Readonly<Record<string, CvssStatement['version']>> = {
  '2': '2.0',
  '2.0': '2.0',
  '3': '3.1',
  '3.0': '3.0',
  '3.1': '3.1',
  '4': '4.0',
  '4.0': '4.0',
};

/** Of a vector without a prefix: `Au` is of 2.0, `AT` of 4.0; the rest is taken as 3.1 unless 3.0 is named. */
function versionOf(match: string, text: string): CvssStatement['version'] {
  if (match.includes('/Au:')) return '2.0';
  if (match.includes('/AT:')) return '4.0';
  return /cvss\s*v?(?:ersion)?\s*3\.0/i.test(text) ? '3.0' : '3.1';
}
