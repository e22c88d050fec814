import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { KeptInputs } from './inputs.ts';
import type { Levels } from './levels.ts';
import type { PostureResult } from './models/posture-1/score.ts';
import { formulaVersion } from './models/posture-1/weights.ts';
import { observe } from './observe.ts';
import { happenedAfter } from './past-store.ts';
import { isoOf, type Subject } from './population.ts';
import { exposureSignals, type Totals, versionsOf } from './register-store.ts';
import type { Improvement } from './remedies.ts';
import { type Exposure, type PointRow, type TraceRow, validTrace } from './store.ts';

/** What a decision trace keeps as the result of a score. */
export interface ScoreRecord {
  /** Equal to what `recompute` makes of the kept inputs, to the last digit. */
  readonly posture: PostureResult;
  readonly levels: Levels;
  readonly totals: Totals;
  readonly exposureSignals: number;
  readonly improvements: readonly Improvement[];
}

/** A score with the trace that explains it. */
export interface Score extends ScoreRecord {
  readonly subject: Subject;
  readonly traceId: string;
  /** RFC 3339. */
  readonly asOf: string;
  /** Of what the score follows; null for a score of an earlier state. */
  readonly registerVersion: number | null;
  /** Last moment at which it holds if nothing but time passes; null: for ever. */
  readonly validUntil: string | null;
  /** Inputs that are not stored yet; null when the trace was found. */
  readonly inputs: KeptInputs | null;
}

interface Moment {
  readonly subject: Subject;
  /** RFC 3339: as things stood then. Absent: as they stand in this snapshot. */
  readonly at?: string;
}

/**
 * Scores the subject in the caller's snapshot. The score of a state that was scored before is taken from its trace; a fresh one has
 * `inputs`, and has to be kept with `keepScore` before anybody is shown its trace id.
 */
export async function scoreIn(ctx: ReadCtx, { subject, at }: Moment): Promise<Score> {
  const version = at === undefined ? (await versionsOf(ctx)).posture : null;
  if (version !== null) {
    const found = await validTrace(ctx, {
      subject,
      ruleVersion: formulaVersion,
      registerVersion: version,
      at: ctx.now,
    });
    if (found) return scoreOf(subject, found);
  }
  const asOf = at ?? ctx.now;
  const rewind = at !== undefined && (await happenedAfter(ctx, at));
  const moment = { asOfMs: Date.parse(asOf), live: at === undefined, rewind };
  const signals = subject.type === 'TENANT' ? await exposureSignals(ctx, moment) : 0;
  const { result, inputs, validUntilMs, ...rest } = await observe(ctx, subject, moment);
  return {
    ...rest,
    subject,
    traceId: ctx.newId(),
    asOf,
    registerVersion: version,
    validUntil: validUntilMs === null ? null : isoOf(validUntilMs),
    posture: result,
    exposureSignals: signals,
    inputs,
  };
}

function scoreOf(subject: Subject, trace: TraceRow): Score {
  const { id: traceId, asOf, registerVersion: version, validUntil, result } = trace;
  return { ...result, subject, traceId, asOf, registerVersion: version, validUntil, inputs: null };
}

/** In one line. */
export function outcomeOf({ score, band }: PostureResult): string {
  return score === null ? 'No score: nothing was assessed' : `${score.toFixed(2)} (${band})`;
}

export function traceOf(score: Score, now: string): TraceRow {
  const {
    subject,
    traceId,
    asOf,
    registerVersion: version,
    validUntil,
    posture,
    levels,
    totals,
    improvements,
  } = score;
  return {
    id: traceId,
    kind: 'SCORE',
    subjectType: subject.type,
    subjectId: subject.id,
    rule: 'posture',
    ruleVersion: posture.formulaVersion,
    outcome: outcomeOf(posture),
    inputsSha256: posture.inputsHash,
    steps: posture.steps,
    result: { posture, levels, totals, exposureSignals: score.exposureSignals, improvements },
    asOf,
    registerVersion: version,
    validUntil,
    createdAt: now,
  };
}

/** The score as an entry of the history. */
export function pointOf({
  posture,
  levels,
  totals,
  exposureSignals: signals,
  traceId,
  asOf,
}: Score): PointRow {
  const exposure: Exposure = {
    openBySeverity: levels.openBySeverity,
    clientFixed: levels.clientFixed,
    kevOpen: levels.kevOpen,
    slaBreached: Object.values(levels.breachedBySeverity).reduce((sum, count) => sum + count, 0),
    recurring: levels.recurring,
    assets: levels.assets,
    exposureSignals: signals,
    closedTotal: totals.closed,
    reopenedTotal: totals.reopened,
    recurredTotal: totals.recurred,
    timeToCloseTotalMs: totals.timeToCloseMs,
  };
  return {
    at: asOf,
    score: posture.score,
    riskLevel: posture.band,
    formulaVersion: posture.formulaVersion,
    decisionTraceId: traceId,
    exposure,
  };
}
