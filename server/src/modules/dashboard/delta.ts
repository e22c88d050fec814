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
import { dashboardText } from './messages.ts';

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
  const reasons = await reasonsOf(ctx, score, point);
  // A young history in which nothing moved yet: most likely its first entry is the present state.
  if (point.at > before && value === 0 && reasons.length === 0) return { delta: null, historyBegun: true };
  return { delta: { value, previousScore: point.score, since: point.at, reasons }, historyBegun: true };
}

async function reasonsOf(ctx: ReadCtx, score: Score, point: PointRow): Promise<Delta['reasons']> {
  const trace = await selectTrace(ctx, point.decisionTraceId);
  // Parts of two formulas cannot be set against each other.
  if (!trace || point.formulaVersion !== score.posture.formulaVersion) return [];
  const then = hundredthsByCode(lossParts(trace.result.posture));
  const now = hundredthsByCode(lossParts(score.posture));
  const codes = [...new Set([...then.keys(), ...now.keys()])];
  return codes
    .map((code) => ({ code, hundredths: (then.get(code) ?? 0) - (now.get(code) ?? 0) }))
    .filter(({ hundredths }) => hundredths !== 0)
    .sort((one, other) => Math.abs(other.hundredths) - Math.abs(one.hundredths))
    .map(({ code, hundredths }) => {
      const change = countChange(code, point.exposure, score);
      const text = dashboardText.moved(code, change, hundredths > 0);
      return { points: hundredths / 100, text, count: Math.abs(change ?? 0) };
    });
}

function hundredthsByCode(parts: readonly LossPart[]): Map<LossPart['code'], number> {
  return new Map(parts.map(({ code, hundredths }) => [code, hundredths]));
}

function countChange(code: LossPart['code'], then: Exposure, { levels: now }: Score): number | null {
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
