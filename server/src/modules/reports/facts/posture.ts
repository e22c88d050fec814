import type { ReadCtx } from '../../../platform/db/ctx.ts';
import {
  type LossPart,
  lossParts,
  type PointRow,
  pointAt,
  pointsBefore,
  type Score,
  type Subject,
  scoreIn,
  selectTrace,
} from '../../scoring/facade.ts';
import type { Span } from './scope.ts';

/** The score at both ends of a span, and its way there. */
export interface Posture {
  readonly now: Score;
  /** As the history had it at the start; null when there was no score yet. */
  readonly before: Earlier | null;
  readonly history: readonly HistoryPoint[];
}

export interface Earlier {
  readonly score: number;
  /** Null when its trace is of another formula, whose parts cannot be set against today's. */
  readonly posture: Score['posture'] | null;
}

export interface HistoryPoint {
  /** YYYY-MM-DD */
  readonly on: string;
  readonly score: number;
  readonly openBySeverity: PointRow['exposure']['openBySeverity'];
}

const months = 12;

export async function postureOf(ctx: ReadCtx, span: Span): Promise<Posture> {
  const { assessmentId, from, to, live } = span;
  const subject: Subject =
    assessmentId === null ? { type: 'TENANT', id: ctx.tenantId } : { type: 'ASSESSMENT', id: assessmentId };
  const now = await scoreIn(ctx, live ? { subject } : { subject, at: to });
  const before = await earlierOf(ctx, subject, { from, formulaVersion: now.posture.formulaVersion });
  return { now, before, history: await historyOf(ctx, { subject, now, to }) };
}

/** What the tenant was told then, and not what today's knowledge would have said. */
async function earlierOf(
  ctx: ReadCtx,
  subject: Subject,
  { from, formulaVersion }: { readonly from: string; readonly formulaVersion: string },
): Promise<Earlier | null> {
  const point = await pointAt(ctx, subject, from);
  if (!point || point.at > from || point.score === null) return null;
  const trace =
    point.formulaVersion === formulaVersion ? await selectTrace(ctx, point.decisionTraceId) : undefined;
  return { score: point.score, posture: trace?.result.posture ?? null };
}

interface History {
  readonly subject: Subject;
  readonly now: Score;
  readonly to: string;
}

/** Month by month over a year as the history holds it, and the score that the report states, one point a day. */
async function historyOf(ctx: ReadCtx, { subject, now, to }: History): Promise<readonly HistoryPoint[]> {
  const ends = Array.from({ length: months }, (_, index) => monthsEarlier(to, months - index));
  const points = await pointsBefore(ctx, subject, [...ends, to]);
  const first = points[0];
  const days = new Map<string, HistoryPoint>();
  const note = (at: string, score: number | null, openBySeverity: HistoryPoint['openBySeverity']) => {
    const on = at.slice(0, 10);
    if (score !== null) days.set(on, { on, score, openBySeverity });
  };
  if (first && first.at >= (ends[0] ?? to)) note(first.at, first.score, first.exposure.openBySeverity);
  for (const end of ends) {
    const held = points.findLast(({ at }) => at < end);
    if (held) note(end, held.score, held.exposure.openBySeverity);
  }
  note(to, now.posture.score, now.levels.openBySeverity);
  return [...days.values()].sort((one, other) => (one.on < other.on ? -1 : 1));
}

function monthsEarlier(time: string, count: number): string {
  const date = new Date(time);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return new Date(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - count, day) + (date.getTime() % 86_400_000),
  ).toISOString();
}

/** Change of the score by kind of finding or cap, in hundredths of a point, largest first; adds up to the whole change. */
export function changesOf({ now, before }: Posture): readonly LossPart[] {
  if (!before?.posture) return [];
  const then = byCode(before.posture);
  const today = byCode(now.posture);
  return [...new Set([...then.keys(), ...today.keys()])]
    .map((code) => ({ code, hundredths: (then.get(code) ?? 0) - (today.get(code) ?? 0) }))
    .filter(({ hundredths }) => hundredths !== 0)
    .sort((one, other) => Math.abs(other.hundredths) - Math.abs(one.hundredths));
}

function byCode(posture: Score['posture']): Map<LossPart['code'], number> {
  return new Map(lossParts(posture).map(({ code, hundredths }) => [code, hundredths]));
}

/** The vulnerabilities that cost the score most, heaviest first. One that alone trips a cap costs what the cap takes as well. */
export function heaviestOf({ posture }: Score, limit: number): readonly string[] {
  const costs = new Map<string, number>();
  for (const part of posture.contributions) {
    if (part.kind === 'REST' || (part.kind === 'CAP' && part.findings > 1)) continue;
    costs.set(part.findingId, (costs.get(part.findingId) ?? 0) + part.microPoints);
  }
  return [...costs]
    .sort(([, one], [, other]) => other - one)
    .slice(0, limit)
    .map(([id]) => id);
}
