import type { DataOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import {
  type Exposure,
  type LossPart,
  lossParts,
  type PointRow,
  pointAt,
  type Score,
  selectTrace,
} from '../scoring/facade.ts';
import type { getDashboardSummary } from './contract.ts';
import { type Driver, driverOf, ownChanges } from './drivers.ts';
import { dashboardText } from './messages.ts';
import { riskRows } from './store.ts';

type Delta = NonNullable<DataOf<typeof getDashboardSummary>['delta']>;

interface Compared {
  readonly delta: Delta | null;
  /** False until the first entry is written, shortly after the first import. */
  readonly historyBegun: boolean;
}

const lookBackMs = 30 * 86_400_000;

/**
 * The change against the score of thirty days ago, or against the first one of a younger history. The reasons add up to it: each is
 * what one kind of finding, or one cap, cost then less what it costs now. Null while there is nothing to compare with.
 */
export async function deltaOf(ctx: ReadCtx, score: Score): Promise<Compared> {
  const before = new Date(Date.parse(ctx.now) - lookBackMs).toISOString();
  const point = await pointAt(ctx, score.subject, before);
  const now = score.posture.score;
  if (!point || point.score === null || now === null)
    return { delta: null, historyBegun: point !== undefined };
  const value = (Math.round(now * 100) - Math.round(point.score * 100)) / 100;
  const reasons = inOrder(await reasonsOf(ctx, score, point), Math.sign(value));
  // A young history in which nothing moved yet: most likely its first entry is the present state.
  if (point.at > before && value === 0 && reasons.length === 0) return { delta: null, historyBegun: true };
  return { delta: { value, previousScore: point.score, since: point.at, reasons }, historyBegun: true };
}

/** What moved the score the way it went comes first, then what held against it; the strongest first in each. */
function inOrder(reasons: Delta['reasons'], sign: number): Delta['reasons'] {
  const against = (points: number) => Number(sign !== 0 && Math.sign(points) !== sign);
  return reasons.toSorted(
    (one, other) =>
      against(one.points) - against(other.points) || Math.abs(other.points) - Math.abs(one.points),
  );
}

async function reasonsOf(ctx: ReadCtx, score: Score, point: PointRow): Promise<Delta['reasons']> {
  const trace = await selectTrace(ctx, point.decisionTraceId);
  // Parts of two formulas cannot be set against each other.
  if (!trace || point.formulaVersion !== score.posture.formulaVersion) return [];
  const then = hundredthsByCode(lossParts(trace.result.posture));
  const now = hundredthsByCode(lossParts(score.posture));
  const own = ownChanges(trace.result.posture, score.posture);
  const rows = await riskRows(
    ctx,
    own.map(({ findingId }) => findingId),
  );
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((code) => {
    const hundredths = (then.get(code) ?? 0) - (now.get(code) ?? 0);
    if (hundredths === 0) return [];
    const countChange = countChangeOf(code, point.exposure, score);
    const text = textOf({
      code,
      better: hundredths > 0,
      before: then.has(code),
      after: now.has(code),
      countChange,
      driver: driverOf(own, rows, { code, better: hundredths > 0 }),
    });
    return [{ points: hundredths / 100, text, count: Math.abs(countChange ?? 0) }];
  });
}

interface Moved {
  readonly code: LossPart['code'];
  readonly better: boolean;
  /** Whether it cost anything then, and does now. */
  readonly before: boolean;
  readonly after: boolean;
  /** Null where nothing is counted. */
  readonly countChange: number | null;
  readonly driver: Driver | null;
}

/** A count is only given as the reason where it went the way of the points; else the weight of those that are there did it. */
function textOf({ code, better, before, after, countChange, driver }: Moved): string {
  if (code.startsWith('CAP_')) return dashboardText.capMoved({ better, before, after });
  const byCount = countChange !== null && countChange !== 0 && countChange < 0 === better;
  return byCount
    ? dashboardText.countMoved(code, countChange)
    : dashboardText.weightMoved({ code, better, countChange: countChange ?? 0, driver });
}

function hundredthsByCode(parts: readonly LossPart[]): Map<LossPart['code'], number> {
  return new Map(parts.map(({ code, hundredths }) => [code, hundredths]));
}

function countChangeOf(code: LossPart['code'], then: Exposure, { levels: now }: Score): number | null {
  switch (code) {
    case 'CLIENT_FIXED':
      return now.clientFixed - then.clientFixed;
    case 'OPEN_CRITICAL':
      return now.openBySeverity.CRITICAL - then.openBySeverity.CRITICAL;
    case 'OPEN_HIGH':
      return now.openBySeverity.HIGH - then.openBySeverity.HIGH;
    case 'OPEN_MEDIUM':
      return now.openBySeverity.MEDIUM - then.openBySeverity.MEDIUM;
    case 'OPEN_LOW':
      return now.openBySeverity.LOW - then.openBySeverity.LOW;
    case 'OPEN_INFO':
      return now.openBySeverity.INFO - then.openBySeverity.INFO;
    default:
      return null;
  }
}
