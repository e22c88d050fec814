import type { Severity } from '../../../../kernel/severity.ts';
import type { CvssStatement, ParseSink } from '../parser.ts';
import { cvssStatement } from './cvss.ts';
import { severityOrProblem } from './severity.ts';

/** Minimal, medium, serious, critical, urgent: the five levels of Qualys, for vulnerabilities and information alike. */
const severityOfLevel: ReadonlyMap<string, Severity> = new Map([
  ['1', 'INFO'],
  ['2', 'LOW'],
  ['3', 'MEDIUM'],
  ['4', 'HIGH'],
  ['5', 'CRITICAL'],
]);

/** What a detection is: VULN is confirmed, PRACTICE potential, INFO information gathered. */
export type QualysKind = 'VULN' | 'PRACTICE' | 'INFO';

const kinds: ReadonlyMap<string, QualysKind> = new Map([
  ['practice', 'PRACTICE'],
  ['potential', 'PRACTICE'],
  ['potential vulnerability', 'PRACTICE'],
  ['ig', 'INFO'],
  ['info', 'INFO'],
  ['information', 'INFO'],
  ['information gathered', 'INFO'],
  ['service', 'INFO'],
]);

/** The kind by Qualys' word for it; confirmed when there is none. */
export function qualysKind(word: string | undefined): QualysKind {
  return kinds.get(word?.trim().toLowerCase() ?? '') ?? 'VULN';
}

export interface QualysLevel {
  /** 1 to 5. */
  readonly level: string | undefined;
  readonly cvss: readonly CvssStatement[];
  readonly where: string;
}

export function qualysSeverity(sink: ParseSink, { level, cvss, where }: QualysLevel): Severity {
  const word = level?.trim() ?? '';
  return severityOfLevel.get(word) ?? severityOrProblem(sink, { word, score: cvss[0]?.score, where });
}

const maxLength = 400;

/** CVSS as Qualys writes it: "9.0 (AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:H/A:H)", "5.0", "-". */
export function qualysCvss(
  text: string | undefined,
  version: CvssStatement['version'],
): CvssStatement | undefined {
  const match =
    (text?.length ?? 0) > maxLength ? null : /^\s*([\d.]+)?\s*(?:\((.{1,300})\))?\s*$/.exec(text ?? '');
  return match === null
    ? undefined
    : cvssStatement({ version, score: match[1], vector: match[2], source: 'qualys' });
}

/** Versions 3.0 and 3.1 have the same metrics; reports before 2020 name none and mean 3.0. */
export function qualysCvss3(text: string | undefined, stated: string | undefined): CvssStatement | undefined {
  return qualysCvss(text, stated?.trim() === '3.1' ? '3.1' : '3.0');
}
