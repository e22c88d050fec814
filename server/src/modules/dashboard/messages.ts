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
  /** Why a part of the score moved. */
  moved(code: LossPart['code'], countChange: number | null, better: boolean): string {
    if (code.startsWith('CAP_')) {
      return better
        ? 'A limit for weaknesses that attackers already use was lifted or loosened'
        : 'A limit for weaknesses that attackers already use now applies';
    }
    const name = partNames[code] ?? code;
    if (countChange === null || countChange === 0)
      return better
        ? `The ${name} vulnerabilities weigh less`
        : `The ${name} vulnerabilities weigh more (age, exploits, exposure)`;
    const count = Math.abs(countChange);
    return `${count} ${countChange > 0 ? 'more' : 'fewer'} ${name} ${plural(count, 'vulnerability', 'vulnerabilities')}`;
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
  imported: (name: string) => `Import: ${name}`,
  deleted: (name: string) => `Assessment deleted: ${name}`,
  reported: (name: string) => `Report: ${name}`,
  formulaChanged: (version: string) => `The score is computed with formula ${version} from here on`,
} as const;
