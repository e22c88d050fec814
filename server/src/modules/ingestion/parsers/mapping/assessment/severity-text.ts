import type { Severity } from '../../../../../kernel/severity.ts';
import { severityOfWord } from '../severity.ts';

/** A severity as the report writes it. */
export interface StatedSeverity {
  /** The report's own word, for example "Moderate" or "Undetermined"; a number when it states nothing else. */
  readonly word: string;
  /** Undefined for a word that rates nothing ("Undetermined"). */
  readonly severity: Severity | undefined;
  /** 0..10, when a score stands beside it. */
  readonly score?: number;
}

/** Words of assessors beyond those of scanners, in the languages of field-kind.ts. */
const words: ReadonlyMap<string, Severity | undefined> = new Map<string, Severity | undefined>([
  ['extreme', 'CRITICAL'],
  ['severe', 'CRITICAL'],
  ['very high', 'CRITICAL'],
  ['catastrophic', 'CRITICAL'],
  ['blocker', 'CRITICAL'],
  ['kritisch', 'CRITICAL'],
  ['critique', 'CRITICAL'],
  ['crítica', 'CRITICAL'],
  ['crítico', 'CRITICAL'],
  ['critica', 'CRITICAL'],
  ['critico', 'CRITICAL'],
  ['sehr hoch', 'CRITICAL'],
  ['major', 'HIGH'],
  ['significant', 'HIGH'],
  ['hoch', 'HIGH'],
  ['élevé', 'HIGH'],
  ['élevée', 'HIGH'],
  ['majeure', 'HIGH'],
  ['alta', 'HIGH'],
  ['alto', 'HIGH'],
  ['hoog', 'HIGH'],
  ['elevated', 'MEDIUM'],
  ['mittel', 'MEDIUM'],
  ['moyen', 'MEDIUM'],
  ['moyenne', 'MEDIUM'],
  ['modérée', 'MEDIUM'],
  ['media', 'MEDIUM'],
  ['medio', 'MEDIUM'],
  ['média', 'MEDIUM'],
  ['gemiddeld', 'MEDIUM'],
  ['med', 'MEDIUM'],
  ['very low', 'LOW'],
  ['niedrig', 'LOW'],
  ['gering', 'LOW'],
  ['faible', 'LOW'],
  ['mineure', 'LOW'],
  ['baja', 'LOW'],
  ['bajo', 'LOW'],
  ['bassa', 'LOW'],
  ['basso', 'LOW'],
  ['baixa', 'LOW'],
  ['baixo', 'LOW'],
  ['laag', 'LOW'],
  ['informative', 'INFO'],
  ['information only', 'INFO'],
  ['informativa', 'INFO'],
  ['informativo', 'INFO'],
  ['informatif', 'INFO'],
  ['best practice', 'INFO'],
  ['best practices', 'INFO'],
  ['advisory', 'INFO'],
  ['trivial', 'INFO'],
  ['observation', 'INFO'],
  ['hinweis', 'INFO'],
  ['suggestion', 'INFO'],
  ['optimization', 'INFO'],
  ['optimisation', 'INFO'],
  ['gas optimization', 'INFO'],
  ['non-critical', 'INFO'],
  ['code quality', 'INFO'],
  ['p1', 'CRITICAL'],
  ['p2', 'HIGH'],
  ['p3', 'MEDIUM'],
  ['p4', 'LOW'],
  ['p5', 'INFO'],
  ['undetermined', undefined],
  ['undefined', undefined],
  ['unknown', undefined],
  ['tbd', undefined],
  ['n/a', undefined],
]);

const scannerWords =
  'critical|urgent|high|important|serious|medium|moderate|low|minor|note|negligible|info|information|informational|none';
const anyWord = [...words.keys(), ...scannerWords.split('|')]
  .toSorted((a, b) => b.length - a.length)
  .map((word) => word.replace('/', '\\/'))
  .join('|');

const score = '(?:10(?:\\.0)?|\\d(?:\\.\\d{1,2})?)';
const tail = '(?:[\\s-]*(?:risk|severity|level|priority|impact|threat|issue|finding))?';
const stated = new RegExp(
  `^[^\\p{L}\\p{N}]*(?:cvss(?:\\s*v?[234](?:\\.[01])?)?\\s*(?:score)?[:\\s]*)?(?:(${score})(?:\\s*(?:\\/|of)\\s*10)?[\\s)\\]:,–—-]*)?[\\s([]*(${anyWord})${tail}[\\s)\\]]*(?:(?:\\/|-|–|to)\\s*(${anyWord})${tail})?[\\s)\\]]*(?:[\\s(\\[:,|–—-]*(?:cvss(?:\\s*v?[234](?:\\.[01])?)?\\s*(?:score)?[:\\s]*)?(${score})(?:\\s*(?:\\/|of)\\s*10)?[\\s)\\]]*)?(?:[\\s(\\[,;|–—-]*(?:CVSS:[234]\\.[01]\\/|AV:)[\\w:./]+[\\s)\\]]*)?[.\\s●•■]*$`,
  'iu',
);
const scoreAlone = new RegExp(
  `^[\\s(]*(?:cvss(?:\\s*v?[234](?:\\.[01])?)?\\s*(?:score)?[:\\s]*)?(${score})(?:\\s*\\/\\s*10(?:\\.0)?)?(?:[\\s(\\[,;|–—-]*(?:CVSS:[234]\\.[01]\\/|AV:)[\\w:./]+[\\s)\\]]*)?[\\s)]*$`,
  'iu',
);
const maxLength = 120;

/**
 * The severity that a short text states: "High", "8.1 (High)", "Medium risk", "CRITICAL – 9.8", "Low to Medium" (the worse one
 * counts). Undefined for everything longer: a definition, a sentence with the word in it.
 */
export function statedSeverity(text: string): StatedSeverity | undefined {
  if (text.length > maxLength) return undefined;
  const [, before, first, second, after] = stated.exec(text) ?? [];
  if (first === undefined) return undefined;
  const points = before ?? after;
  const word = second === undefined ? first : `${first} - ${second}`;
  const found: StatedSeverity = { word, severity: worse(severityOf(first), severityOf(second)) };
  return points === undefined ? found : { ...found, score: Number(points) };
}

/** A score without a word, where a severity or a CVSS score is due: "9.8", "7.5/10". */
export function statedScore(text: string): number | undefined {
  if (text.length > maxLength) return undefined;
  const points = scoreAlone.exec(text)?.[1];
  return points === undefined ? undefined : Number(points);
}

/** Severity of a field's value: its word, or the score that stands alone. */
export function ratingOf(value: string): StatedSeverity | undefined {
  const stated = statedSeverity(value);
  if (stated !== undefined) return stated;
  const score = statedScore(value);
  return score === undefined ? undefined : { word: String(score), severity: undefined, score };
}

export function severityOf(word: string | undefined): Severity | undefined {
  if (word === undefined) return undefined;
  const plain = word.trim().toLowerCase();
  return words.get(plain) ?? severityOfWord(plain);
}

/** Whether a text is the beginning of a severity word that a narrow column broke ("Informatio"). */
export function startsSeverityWord(text: string): boolean {
  const start = text.trim().toLowerCase().replace(/-$/, '');
  return start.length >= 4 && anyWord.split('|').some((word) => word !== start && word.startsWith(start));
}

const order: readonly (Severity | undefined)[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO', undefined];

function worse(a: Severity | undefined, b: Severity | undefined): Severity | undefined {
  return order.indexOf(a) <= order.indexOf(b) ? a : b;
}

const inHeading = `(${anyWord})(?:[\\s-]*(?:risk|severity|impact|priority))?`;
const bracketed = new RegExp(
  `\\s*[([{]\\s*(?:severity|risk|rating)?[:\\s]*${inHeading}\\s*[)\\]}]\\s*(?:[([{][^()[\\]{}]{0,40}[)\\]}])?\\s*$`,
  'iu',
);
const leading = new RegExp(`^\\s*[([{]\\s*${inHeading}\\s*[)\\]}]\\s*[:–—-]?\\s*(?=\\S)`, 'iu');
const separatedEnd = new RegExp(`\\s(?:[–—|:]|-)\\s*(?:(?:severity|risk)[:\\s]+)?${inHeading}\\s*$`, 'iu');
const separatedStart = new RegExp(`^\\s*${inHeading}\\s*(?::|\\s[–—|-])\\s+(?=\\S)`, 'iu');
const severityAfter = new RegExp(
  `[\\s,;(–—-]+(?:severity|risk(?: rating)?)\\s*[:=]\\s*${inHeading}[\\s)]*$`,
  'iu',
);

/** "Title Major ✓ Fixed": without a separator the state behind it says that the word is no part of the title. */
const beforeStatus =
  /\s(Critical|High|Major|Medium|Minor|Low|Informational|CRITICAL|HIGH|MAJOR|MEDIUM|MINOR|LOW)\s+(?:[✓✔✗✘]\s*)?(?<status>Fixed|Resolved|Acknowledged|Addressed|Partially (?:Fixed|Addressed|Resolved)|Won['’]t Fix|Mitigated|Unverified Fix|Open|Closed|Pending|Risk Accepted)\s*$/u;

/** A heading without its severity. */
interface SplitHeading {
  readonly title: string;
  readonly stated: StatedSeverity | undefined;
  /** A state that stood behind the severity; empty where there was none. */
  readonly behind: string;
}

/** Takes a severity off a heading: "Title (High)", "[Low] Title", "CRITICAL - Title", "Title – Medium", "Title Major ✓ Fixed". */
export function splitSeverity(heading: string): SplitHeading {
  for (const pattern of [severityAfter, beforeStatus, bracketed, leading, separatedEnd, separatedStart]) {
    const match = pattern.exec(heading);
    const word = match?.[1];
    if (match === null || word === undefined) continue;
    const title = `${heading.slice(0, match.index)} ${heading.slice(match.index + match[0].length)}`.trim();
    if (!/\p{L}{2}/u.test(title)) continue;
    return { title, stated: { word, severity: severityOf(word) }, behind: match.groups?.status ?? '' };
  }
  return { title: heading, stated: undefined, behind: '' };
}
