import { AppError } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import type { TenantStorage } from '../../platform/storage/object-storage.ts';
import type { replayDecisionTrace } from './contract.ts';
import { lossParts } from './contributions.ts';
import { changesBetween } from './input-changes.ts';
import { lossLabelOf, scoringText } from './messages.ts';
import { currentFormula, loadFormula } from './models/formula.ts';
import type { PostureResult } from './models/posture-1/score.ts';
import { isoOf } from './population.ts';
import { contentsOf, freshInputs, type InputSource, storedInputs } from './read-inputs.ts';
import { outcomeOf, type ScoreRecord, scoreIn } from './score.ts';
import { requireAssessment } from './service.ts';
import type { TraceRow } from './store.ts';
import { presentSteps, requireTrace } from './traces.ts';

type Replay = DataOf<typeof replayDecisionTrace>;
type Choice = BodyOf<typeof replayDecisionTrace>;
type ScoreTrace = TraceRow & { readonly result: ScoreRecord };

interface Replaying {
  readonly request: TenantRequest;
  readonly storage: TenantStorage;
  readonly traceId: string;
  readonly choice: Choice;
}

/**
 * Decides again: with the kept formula or today's, on the kept inputs or today's data. Stores nothing.
 * @throws AppError NOT_FOUND; VALIDATION_FAILED when the decision was no score, or its formula is not part of this build
 */
export async function replayOf({ request, storage, traceId, choice }: Replaying): Promise<Replay> {
  const { formula = 'STORED', data = 'STORED' } = choice;
  const trace = await request.read((ctx) => requireTrace(ctx, traceId));
  if (!isScore(trace)) throw new AppError('VALIDATION_FAILED', scoringText.onlyScoresReplay);
  const before = await storedInputs(storage, trace.inputsSha256);
  const after = data === 'STORED' ? before : await presentInputs(request, storage, trace);
  const posture = await decide(after, formula === 'STORED' ? trace.ruleVersion : currentFormula);
  return {
    traceId,
    formula,
    data,
    same: sameResult(trace.result.posture, posture, data === 'CURRENT'),
    stored: decisionOf(trace.result.posture),
    replayed: decisionOf(posture),
    scoreChange: differenceOf(trace.result.posture, posture),
    reasons: reasonsOf(trace.result.posture, posture),
    inputs: await changesBetween(before, after),
  };
}

function isScore(trace: TraceRow): trace is ScoreTrace {
  return trace.kind === 'SCORE';
}

async function presentInputs(
  request: TenantRequest,
  storage: TenantStorage,
  { subjectType, subjectId }: TraceRow,
): Promise<InputSource> {
  const score = await request.read(async (ctx) => {
    if (subjectType === 'ASSESSMENT') await requireAssessment(ctx, subjectId);
    return scoreIn(ctx, {
      subject: { type: subjectType === 'ASSESSMENT' ? 'ASSESSMENT' : 'TENANT', id: subjectId },
    });
  });
  return score.inputs ? freshInputs(score.inputs) : storedInputs(storage, score.posture.inputsHash);
}

async function decide(source: InputSource, version: string): Promise<PostureResult> {
  const formula = await loadFormula(version);
  if (!formula) throw new AppError('VALIDATION_FAILED', scoringText.noSuchFormula(version));
  const { asOfMs, topN } = source.manifest;
  return formula.scoreBlocks({ asOfMs, topN, inputsHash: source.manifestSha256 }, contentsOf(source));
}

/** Byte by byte; of other data, all but their time and digest. */
function sameResult(one: PostureResult, other: PostureResult, otherData: boolean): boolean {
  const content = ({ asOfMs, inputsHash, ...rest }: PostureResult) =>
    canonicalJson(otherData ? rest : { ...rest, asOfMs, inputsHash });
  return content(one) === content(other);
}

function decisionOf(posture: PostureResult): Replay['stored'] {
  return {
    rule: 'posture',
    ruleVersion: posture.formulaVersion,
    outcome: outcomeOf(posture),
    inputDigest: posture.inputsHash,
    asOf: isoOf(posture.asOfMs),
    steps: presentSteps(posture.steps),
    result: { ...posture },
  };
}

function hundredthsOf({ score }: PostureResult): number | null {
  return score === null ? null : Math.round(score * 100);
}

function differenceOf(before: PostureResult, after: PostureResult): number | null {
  const [one, other] = [hundredthsOf(before), hundredthsOf(after)];
  return one === null || other === null ? null : (other - one) / 100;
}

/** Both waterfalls side by side; what is the same in both is left out, so that the differences add up to the change of score. */
function reasonsOf(before: PostureResult, after: PostureResult): Replay['reasons'] {
  const [one, other] = [before, after].map(
    (posture) => new Map(lossParts(posture).map(({ code, hundredths }) => [code, hundredths])),
  );
  return [...new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])])]
    .map((code) => ({ code, was: one?.get(code) ?? 0, is: other?.get(code) ?? 0 }))
    .filter(({ was, is }) => was !== is)
    .sort((a, b) => Math.abs(b.is - b.was) - Math.abs(a.is - a.was) || (a.code < b.code ? -1 : 1))
    .map(({ code, was, is }) => ({
      code,
      label: lossLabelOf(code),
      pointsBefore: negative(was),
      pointsAfter: negative(is),
    }));
}

/** Points that are lost; never −0. */
function negative(hundredths: number): number {
  return hundredths === 0 ? 0 : -hundredths / 100;
}
