import { notFound } from '../../kernel/errors.ts';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { Caller, Ctx } from '../../platform/db/ctx.ts';
import type { Platform } from '../../platform/platform.ts';
import { storeInputs } from './inputs.ts';
import type { Subject } from './population.ts';
import { pointOf, type Score, scoreIn, traceOf } from './score.ts';
import {
  insertTrace,
  lastPoint,
  noteAssessmentScore,
  type PointRow,
  pointAt,
  selectAssessment,
  upsertPoint,
} from './store.ts';

type Parts = Pick<Platform, 'transactor' | 'storage'>;

/** Stores inputs and trace of a fresh score; of a found one nothing is left to do. For jobs: a question changes nothing. */
export async function keepScore({ transactor, storage }: Parts, caller: Caller, score: Score): Promise<void> {
  if (!score.inputs) return;
  await storeInputs(storage.forTenant(caller.tenantId), score.inputs);
  await transactor.write(caller, (ctx) => writeTrace(ctx, score));
}

async function writeTrace(ctx: Ctx, score: Score): Promise<void> {
  await insertTrace(ctx, traceOf(score, ctx.now));
  // The dashboard shows this state without a trace until now.
  if (score.subject.type === 'TENANT' && score.registerVersion !== null) ctx.touchDashboard();
}

/** Makes sure that the score of the present state has its trace. */
export async function keepPresentScore(parts: Parts, caller: Caller): Promise<void> {
  const subject = { type: 'TENANT', id: caller.tenantId } as const;
  await keepScore(parts, caller, await parts.transactor.read(caller, (ctx) => scoreIn(ctx, { subject })));
}

interface Recording {
  readonly platform: Parts;
  readonly caller: Caller;
  readonly subject: Subject;
  /** When a scan looked. */
  readonly scanAt?: string;
}

/**
 * Scores a subject and writes its history. A scan counts at its own time, with the register as it stood then, also when people
 * have changed something meanwhile: last year's scans make last year's history. Whatever else happens counts now. What differs in
 * nothing from the entry before it is not written again.
 */
export async function recordScore({ scanAt, ...recording }: Recording): Promise<void> {
  const { platform, caller, subject } = recording;
  const { last, now } = await platform.transactor.read(caller, async (ctx) => ({
    last: await lastPoint(ctx, subject),
    now: ctx.now,
  }));
  const past = scanAt !== undefined && scanAt < now ? scanAt : undefined;
  await recordAt(recording, past);
  // An entry later than the scan says how things stood without it.
  if (past !== undefined && last !== undefined && last.at > past) await recordAt(recording, undefined);
}

async function recordAt(
  { platform: { transactor, storage }, caller, subject }: Omit<Recording, 'scanAt'>,
  at: string | undefined,
): Promise<void> {
  const score = await transactor.read(caller, (ctx) =>
    scoreIn(ctx, { subject, ...(at === undefined ? {} : { at }) }),
  );
  if (score.inputs) await storeInputs(storage.forTenant(caller.tenantId), score.inputs);
  await transactor.write(caller, (ctx) => writeScore(ctx, score));
}

/** Trace, history and the score beside the assessment. @returns whether the history has a new entry */
export async function writeScore(ctx: Ctx, score: Score): Promise<boolean> {
  const { subject } = score;
  if (score.inputs) await writeTrace(ctx, score);
  if (score.inputs && subject.type === 'TENANT') scoreAgainInTime(ctx, score);
  // A score that was found may be older than the last entry: the state came back.
  const point = { ...pointOf(score), ...(score.inputs ? {} : { at: ctx.now }) };
  const before = await pointAt(ctx, subject, point.at);
  if (before && before.at <= point.at && isSame(before, point)) return false;
  await upsertPoint(ctx, subject, point);
  if (subject.type === 'TENANT') ctx.touchDashboard();
  if (subject.type === 'ASSESSMENT') await noteAssessmentScore(ctx, subject.id, point);
  return true;
}

const leastWaitMs = 3_600_000;
const recentMs = 86_400_000;

/**
 * Vulnerabilities age and become overdue although nobody touches them: the history gets its entry then, not at the next change.
 * Not after a scan of long ago: who brings in a year of reports has not come to the present yet, and an entry of today would end
 * the past too early. A score that was found has its job waiting already.
 */
function scoreAgainInTime({ tenantId, now, enqueue }: Ctx, { asOf, validUntil }: Score): void {
  if (validUntil === null || Date.parse(now) - Date.parse(asOf) > recentMs) return;
  const runAtMs = Math.max(Date.parse(validUntil), Date.parse(now) + leastWaitMs);
  enqueue({
    task: 'scoring.score',
    payload: { tenantId },
    key: `scoring.time:${tenantId}`,
    queue: `scoring:${tenantId}`,
    runAt: new Date(runAtMs).toISOString(),
  });
}

function isSame(one: PointRow, other: PointRow): boolean {
  const content = ({ score, riskLevel, formulaVersion, exposure }: PointRow) =>
    canonicalJson({ score, riskLevel, formulaVersion, exposure });
  return content(one) === content(other);
}

/** @throws AppError NOT_FOUND for one that is not there, or was deleted */
export async function requireAssessment(
  ctx: Parameters<typeof selectAssessment>[0],
  assessmentId: string,
): Promise<void> {
  const assessment = await selectAssessment(ctx, assessmentId);
  if (!assessment || assessment.deleted) throw notFound();
}
