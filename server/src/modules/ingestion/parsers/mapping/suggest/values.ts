import type { GenericField } from '../generic-fields.ts';
import { canonicalIp } from '../host.ts';
import { severityOfWord } from '../severity.ts';
import type { Guess } from './names.ts';

interface Look {
  readonly field: GenericField;
  readonly because: string;
  /** How sure a column is this field when all of its values look so. */
  readonly confidence: number;
  readonly test: (value: string) => boolean;
}

const looks: readonly Look[] = [
  {
    field: 'cve',
    because: 'holds CVE ids',
    confidence: 0.95,
    test: (value) => /^CVE-\d{4}-\d{4,}(?:[\s,;|]+CVE-\d{4}-\d{4,})*$/i.test(value),
  },
  {
    field: 'cwe',
    because: 'holds CWE ids',
    confidence: 0.95,
    test: (value) => /^CWE[-\s:]*\d{1,5}\b/i.test(value),
  },
  {
    field: 'cvssv4',
    because: 'holds CVSS 4 vectors',
    confidence: 0.95,
    test: (value) => value.startsWith('CVSS:4.'),
  },
  {
    field: 'cvssv3',
    because: 'holds CVSS 3 vectors',
    confidence: 0.95,
    test: (value) => /^CVSS:3\.[01]\//.test(value),
  },
  {
    field: 'cvssv2',
    because: 'holds CVSS 2 vectors',
    confidence: 0.9,
    test: (value) => /^\(?(?:CVSS2#)?AV:[LAN]\/AC:[LMH]\/Au:/.test(value),
  },
  {
    field: 'component_purl',
    because: 'holds package URLs',
    confidence: 0.95,
    test: (value) => value.startsWith('pkg:'),
  },
  {
    field: 'severity',
    because: 'holds words of severity',
    confidence: 0.85,
    test: (value) => value.length <= 20 && severityOfWord(value) !== undefined,
  },
  {
    field: 'ip',
    because: 'holds addresses',
    confidence: 0.85,
    test: (value) => canonicalIp(value) !== undefined,
  },
  {
    field: 'url',
    because: 'holds web addresses',
    confidence: 0.75,
    test: (value) => /^https?:\/\/\S+$/i.test(value),
  },
  {
    field: 'host',
    because: 'holds host names',
    confidence: 0.6,
    test: (value) =>
      /^(?=.{4,253}$)[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9][a-z0-9-]{0,62}){1,6}$/i.test(value) &&
      /[a-z]{2,}$/i.test(value),
  },
  {
    field: 'file_path',
    because: 'holds paths of files',
    confidence: 0.6,
    test: (value) => /^[^\s:*?"<>|]{0,200}[/\\][^\s:*?"<>|/\\]{1,100}\.[a-z0-9]{1,8}$/i.test(value),
  },
  {
    field: 'date',
    because: 'holds days',
    confidence: 0.5,
    test: (value) => /^\d{4}-\d{2}-\d{2}(?:[T ]|$)|^\d{1,2}[/.]\d{1,2}[/.]\d{4}\b/.test(value),
  },
  {
    field: 'description',
    because: 'holds long texts',
    confidence: 0.35,
    test: (value) => value.length >= 120,
  },
];

/** What a column's values look like, the surest first. `values` are those that hold something. */
export function guessesByValues(values: readonly string[]): readonly Guess[] {
  if (values.length === 0) return [];
  const found: Guess[] = [];
  for (const { field, because, confidence, test } of looks) {
    const share = values.filter((value) => test(value.trim())).length / values.length;
    if (share >= 0.6) found.push({ field, because, confidence: confidence * share });
  }
  return found.toSorted((a, b) => b.confidence - a.confidence);
}

/** Fields whose values have a form of their own, and whether these values have it. */
const forms: Readonly<Partial<Record<GenericField, (value: string) => boolean>>> = {
  severity: (value) => severityOfWord(value) !== undefined,
  cvssv3_score: isScore,
  cvssv4_score: isScore,
  cvssv2_score: isScore,
  port: (value) => /^\d{1,5}$/.test(value),
  line: (value) => /^\d{1,7}$/.test(value),
  ip: (value) => canonicalIp(value) !== undefined,
  cve: (value) => /CVE-\d{4}-\d{4,}/i.test(value),
  cwe: (value) => /^(?:CWE[-\s:]*)?\d{1,5}\b/i.test(value),
  cvssv3: (value) => /AV:[NALP]/.test(value),
  date: (value) => /\d{4}/.test(value),
};

/** How far the values bear out what the name says: 1 when they do or nothing can be said, less when they do not. */
export function support(field: GenericField, values: readonly string[]): number {
  const form = Object.hasOwn(forms, field) ? forms[field] : undefined;
  if (form === undefined || values.length === 0) return 1;
  const share = values.filter((value) => form(value.trim())).length / values.length;
  return 0.3 + 0.7 * share;
}

/** A CVSS score. */
export function isScore(value: string): boolean {
  return /^(?:10(?:\.0{1,2})?|\d(?:\.\d{1,2})?)$/.test(value.trim());
}
