import { type AssessedFinding, idOf, severityOfFinding } from './merge.ts';

/** How sure the reading is that this is a finding and that its fields are right. */
export interface Evidence {
  /** 0..1, in steps of 0.05. */
  readonly confidence: number;
  readonly restsOn: readonly string[];
  readonly lacks: readonly string[];
}

interface Sign {
  readonly weight: number;
  readonly has: (finding: AssessedFinding) => boolean;
  readonly name: string;
}

/** Each sign alone says little; a list and a description that agree say most. */
const signs: readonly Sign[] = [
  { weight: 0.25, name: 'a list of findings names it', has: ({ rows }) => rows.length > 0 },
  {
    weight: 0.25,
    name: 'a field, column or heading states the severity',
    has: (finding) =>
      finding.section?.start.ratedBy === 'FIELD' ||
      finding.section?.start.ratedBy === 'HEADING' ||
      finding.rows.some(({ stated }) => stated !== undefined),
  },
  { weight: 0.15, name: 'it has an id', has: (finding) => idOf(finding) !== undefined },
  { weight: 0.15, name: 'a section describes it', has: ({ section }) => section !== undefined },
  {
    weight: 0.1,
    name: 'the section says how to repair it',
    has: ({ section, rows }) =>
      section?.parts.texts.has('REMEDIATION') === true || rows.some(({ remediation }) => remediation !== ''),
  },
  { weight: 0.1, name: 'every place states the same severity', has: agrees },
];

export function evidenceFor(finding: AssessedFinding): Evidence {
  const found = signs.filter(({ has }) => has(finding));
  const sum = found.reduce((total, { weight }) => total + weight, 0);
  return {
    confidence: Math.max(0.05, Math.round(sum * 20) / 20),
    restsOn: found.map(({ name }) => name),
    lacks: signs.filter((sign) => !found.includes(sign)).map(({ name }) => name),
  };
}

function agrees(finding: AssessedFinding): boolean {
  const stated = severityOfFinding(finding);
  if (stated === undefined) return false;
  const all = [finding.section?.stated, ...finding.rows.map((row) => row.stated)];
  return all.every((one) => one === undefined || one.severity === stated.severity);
}
