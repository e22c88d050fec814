import type { LossPart, Remedy } from '../scoring/facade.ts';

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** What the parts of the score are called in a sentence. */
const partNames: Readonly<Record<string, string>> = {
  OPEN_CRITICAL: 'open critical',
  OPEN_HIGH: 'open high',
  OPEN_MEDIUM: 'open medium',
  OPEN_LOW: 'open low',
  OPEN_INFO: 'open informational',
  CLIENT_FIXED: 'unverified fixed',
};

function partName(code: LossPart['code']): string {
  return partNames[code] ?? code;
}

const mostCharacters = 100;

function shortened(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1).toWellFormed()}…`;
}

interface WeightMoved {
  readonly code: LossPart['code'];
  readonly better: boolean;
  readonly countChange: number;
  readonly driver: { readonly title: string; readonly asset: string } | null;
}

interface CapMoved {
  readonly better: boolean;
  /** Whether it took anything then, and does now. */
  readonly before: boolean;
  readonly after: boolean;
}

interface Why {
  readonly kev: boolean;
  readonly epss: number | null;
  readonly criticality: number;
  readonly exposure: string;
  readonly overdueDays: number | null;
  readonly openDays: number;
  readonly recurrences: number;
  readonly clientFixed: boolean;
}

/** Every sentence of this module that people read. */
export const dashboardText = {
  /** A part of the score moved because there are more or fewer of a kind. */
  countMoved(code: LossPart['code'], countChange: number): string {
    const count = Math.abs(countChange);
    return `${count} ${countChange > 0 ? 'more' : 'fewer'} ${partName(code)} ${plural(count, 'vulnerability', 'vulnerabilities')}`;
  },
  /** It moved although there are as many, or although their number went the other way. */
  weightMoved({ code, better, countChange, driver }: WeightMoved): string {
    const weigh = better ? 'less' : 'more (age, exploits, exposure)';
    const count = Math.abs(countChange);
    const direction = countChange > 0 ? 'more' : 'fewer';
    const although =
      count === 0 ? '' : `, although there ${plural(count, 'is', 'are')} ${count} ${direction}`;
    const most = driver ? `; most of all “${shortened(driver.title)}” on ${shortened(driver.asset)}` : '';
    return `The ${partName(code)} vulnerabilities weigh ${weigh}${although}${most}`;
  },
  /** A limit takes what stands above it: it takes more when the rest improves, although nothing about the limit changed. */
  capMoved({ better, before, after }: CapMoved): string {
    const limit = 'limit for weaknesses that attackers already use';
    if (!before) return `A ${limit} now applies`;
    if (!after) return `A ${limit} was lifted`;
    return better
      ? `The ${limit} takes less, because the rest of the score fell closer to it`
      : `The ${limit} holds the score down: what improved elsewhere does not show`;
  },
  /** Why a vulnerability stands among the top risks, the gravest reason first; at most three. */
  why({ kev, epss, criticality, exposure, overdueDays, openDays, recurrences, clientFixed }: Why): string {
    const place = criticality === 5 ? 'a crown jewel' : criticality === 4 ? 'an important asset' : null;
    const reasons = [
      kev ? 'attackers already use it' : null,
      !kev && epss !== null && epss >= 0.1
        ? `${Math.round(epss * 100)} % chance of being attacked within 30 days`
        : null,
      place && exposure === 'INTERNET' ? `on ${place} reachable from the internet` : null,
      !place && exposure === 'INTERNET' ? 'reachable from the internet' : null,
      place && exposure !== 'INTERNET' ? `on ${place}` : null,
      overdueDays !== null ? `${overdueDays} ${plural(overdueDays, 'day', 'days')} past its due date` : null,
      recurrences > 0
        ? `came back ${recurrences === 1 ? 'once' : `${recurrences} times`} after being fixed`
        : null,
      clientFixed ? 'a declared fix waits for verification' : null,
      openDays > 30 ? `open for ${openDays} days` : null,
    ].filter((reason) => reason !== null);
    const text = reasons.slice(0, 3).join(', ');
    return text === '' ? 'Its severity alone' : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  },
  /** What to do. */
  remedy(remedy: Remedy, assets: number, exampleTitle: string): string {
    const where = `${assets} ${plural(assets, 'asset', 'assets')}`;
    if (remedy.kind === 'COMPONENT') return `Update ${remedy.component} on ${where}`;
    if (remedy.kind === 'VERIFY') return `Verify the declared fixes on ${where}`;
    return assets === 1 ? `Fix: ${exampleTitle}` : `Fix on ${where}: ${exampleTitle}`;
  },
  whatIfFixed: (count: number) =>
    `${count} ${plural(count, 'vulnerability', 'vulnerabilities')} fixed and verified`,
  whatIfAccepted: (count: number) =>
    `${count} ${plural(count, 'risk', 'risks')} accepted: the score rises, the weakness stays`,
  whatIfRelationships: (count: number) =>
    `${count} ${plural(count, 'relationship', 'relationships')} removed: this formula does not follow reach, so that the score stays; see blast radius`,
  imported: (name: string) => `Import: ${name}`,
  deleted: (name: string) => `Assessment deleted: ${name}`,
  reported: (name: string) => `Report: ${name}`,
  formulaChanged: (version: string) => `The score is computed with formula ${version} from here on`,
} as const;
