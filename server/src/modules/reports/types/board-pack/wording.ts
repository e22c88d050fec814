import type { Severity } from '../../../../kernel/severity.ts';
import { dayMs } from '../../../../kernel/time.ts';
import type { LossPart } from '../../../scoring/facade.ts';
import type { RiskRow } from '../../facts/register-store.ts';
import type { BoardPackFacts } from './snapshot.ts';
import { capitalised, countOf } from './words.ts';

/** Words that go into the frozen snapshot: what the formula's parts are called, why a risk matters, what the formula does. */

const partLabels: Readonly<Record<LossPart['code'], string>> = {
  OPEN_CRITICAL: 'Critical weaknesses',
  OPEN_HIGH: 'High weaknesses',
  OPEN_MEDIUM: 'Medium weaknesses',
  OPEN_LOW: 'Low weaknesses',
  OPEN_INFO: 'Minor observations',
  CLIENT_FIXED: 'Fixes declared, not yet verified',
  CAP_KEV_CRITICAL_ON_EXPOSED_CROWN_JEWEL:
    'Limit: attackers use a critical weakness of a crown jewel on the internet',
  CAP_KEV_CRITICAL_ON_CROWN_JEWEL: 'Limit: attackers use a critical weakness of a crown jewel',
  CAP_KEV_SERIOUS_ON_IMPORTANT_ASSET: 'Limit: attackers use a serious weakness of an important asset',
  CAP_KEV_OPEN: 'Limit: attackers use a weakness that is open',
};

export function partLabel(code: LossPart['code']): string {
  return partLabels[code];
}

export function scanLabel(scope: string): string {
  return `First look at ${scope}`;
}

/** Odds of one open weakness without further evidence (docs/scoring.md, "Finding"), as hundredths. */
const weights: Readonly<Record<Severity, number>> = {
  CRITICAL: 25,
  HIGH: 6,
  MEDIUM: 1.2,
  LOW: 0.25,
  INFO: 0.02,
};

export const exposureSummary =
  'Exposure adds up everything that is open, weighted as the score weighs severity: a critical weakness counts 25, a high one 6, a medium one 1.2, a low one 0.25.';

export function exposureWeight(open: Readonly<Record<Severity, number>>): number {
  const sum =
    weights.CRITICAL * open.CRITICAL +
    weights.HIGH * open.HIGH +
    weights.MEDIUM * open.MEDIUM +
    weights.LOW * open.LOW +
    weights.INFO * open.INFO;
  return Math.round(sum * 100) / 100;
}

/** One sentence: what makes it matter, gravest first, at most three reasons. */
export function riskWhy(row: RiskRow, asOf: string): string {
  const overdueDays = row.dueAt === null ? 0 : Math.floor((Date.parse(asOf) - Date.parse(row.dueAt)) / dayMs);
  const reasons = [
    row.kev ? 'attackers are known to use it' : null,
    !row.kev && row.epss !== null && row.epss >= 0.1
      ? `the chance that it is attacked within 30 days is ${Math.round(row.epss * 100)} %`
      : null,
    placeOf(row),
    overdueDays > 0 ? `its date passed ${countOf(overdueDays, 'day', 'days')} ago` : null,
    row.recurrences > 0
      ? `it came back ${row.recurrences === 1 ? 'once' : countOf(row.recurrences, 'time', 'times')} after being fixed`
      : null,
    row.status === 'CLIENT_FIXED' ? 'a fix is declared but nobody has verified it' : null,
  ].filter((reason) => reason !== null);
  const told = reasons.slice(0, 3);
  if (told.length === 0) return severityAlone[row.severity];
  return `${capitalised(told.length === 1 ? (told[0] ?? '') : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`)}.`;
}

const severityAlone: Readonly<Record<Severity, string>> = {
  CRITICAL: 'Whoever uses it is likely to take over the system.',
  HIGH: 'Whoever uses it gains much: data, rights or a way further in.',
  MEDIUM: 'It helps an attacker who already has a way in.',
  LOW: 'It gives little away by itself.',
  INFO: 'It is an observation, not a weakness by itself.',
};

function placeOf({ criticality, exposure }: RiskRow): string | null {
  const reach = exposure === 'INTERNET' ? ' that can be reached from the internet' : '';
  if (criticality === 5) return `it sits on a crown jewel${reach}`;
  if (criticality === 4) return `it sits on an important system${reach}`;
  return reach === '' ? null : `it sits on a system${reach}`;
}

interface Formula {
  readonly summary: string;
  readonly parameters: BoardPackFacts['parameters'];
}

/** A formula never changes, so what is said of it here holds for every report made with it (docs/scoring.md). */
const posture1: Formula = {
  summary:
    'Every open weakness has odds of being what an attacker succeeds with; an asset’s odds add up to its risk, weighed by how much the asset matters. Three quarters of the loss come from the worst assets, which clean ones cannot dilute, the rest from the mean. Limits keep the score down while attackers use what is open.',
  parameters: [
    {
      name: 'Severity',
      value: 'C 0.25, H 0.06, M 0.012, L 0.0025',
      meaning:
        'Odds of one open weakness when nothing else is known; a CVSS score moves them inside the severity’s own range.',
    },
    {
      name: 'Known to be used',
      value: '× 8',
      meaning:
        'Listed in the catalogue of exploited vulnerabilities (KEV). Otherwise a forecast of exploitation (EPSS) weighs 0.75 to 5.75.',
    },
    { name: 'Reach', value: '× 0.4 to 2', meaning: 'Isolated 0.4, internal 1, unknown 1.25, internet 2.' },
    { name: 'Came back', value: '× 1.25 to 2', meaning: 'A weakness that returns after being closed.' },
    {
      name: 'Past its date',
      value: '× 1.25 to 2',
      meaning: 'After the date, after 30 days and after 90 days.',
    },
    { name: 'Age', value: '× 1.1 to 1.5', meaning: 'Open for more than 30, 90, 180 and 365 days.' },
    { name: 'Fix declared', value: '× 0.25', meaning: 'Until somebody else verifies it.' },
    {
      name: 'Asset criticality',
      value: '20 % to 100 %',
      meaning: 'Share of an asset’s risk that counts: 20, 45, 70, 85 and 100 % from minor to crown jewel.',
    },
    {
      name: 'Limits',
      value: '39.99 to 89.99',
      meaning:
        'Highest score while attackers use something open: 39.99 for a critical weakness of a crown jewel on the internet, 89.99 for any.',
    },
  ],
};

const formulas: Readonly<Record<string, Formula>> = { 'posture-1': posture1 };

/** @throws Error for a formula that has no words yet: a report must not describe another one */
export function formulaOf(version: string): Formula {
  const formula = formulas[version];
  if (!formula) throw new Error(`the board pack has no words for formula ${version}`);
  return formula;
}
