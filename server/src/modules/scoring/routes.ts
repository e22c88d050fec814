import { AppError } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import type { Ctx } from '../../platform/db/ctx.ts';
import { type Binding, reads, serves } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { calculateAssessmentScore } from '../assessments/contract.ts';
import * as op from './contract.ts';
import { presentContributions } from './contributions.ts';
import { storeInputs } from './inputs.ts';
import { scoringText } from './messages.ts';
import { quantificationRoutes } from './quantification/routes.ts';
import { replayOf } from './replay.ts';
import { type Score, scoreIn } from './score.ts';
import { requireAssessment, writeScore } from './service.ts';
import { presentTrace, requireTrace, tracePage } from './traces.ts';

export const routes = (platform: Platform): readonly Binding[] => [
  ...quantificationRoutes(platform),
  ...traceRoutes(platform),
];

const traceRoutes = ({ storage }: Platform): readonly Binding[] => [
  reads(op.listDecisionTraces, (ctx, { query }) => tracePage(ctx, query)),
  serves(op.getDecisionTrace, async (request, { params }) => {
    const trace = await request.read((ctx) => requireTrace(ctx, params.traceId));
    return presentTrace(storage.forTenant(request.caller.tenantId), trace);
  }),
  serves(op.replayDecisionTrace, async (request, { params: { traceId }, body }, replay) => {
    const data = await replayOf({
      request,
      storage: storage.forTenant(request.caller.tenantId),
      traceId,
      choice: body,
    });
    return replay(() => Promise.resolve(data));
  }),
  // Its contract stands with the assessments, which know nothing of scoring.
  serves(calculateAssessmentScore, async (request, { params: { assessmentId } }, replay) => {
    const score = await request.read(async (ctx) => {
      await requireAssessment(ctx, assessmentId);
      return scoreIn(ctx, { subject: { type: 'ASSESSMENT', id: assessmentId } });
    });
    if (score.posture.score === null) throw new AppError('VALIDATION_FAILED', scoringText.nothingToScore);
    if (score.inputs) await storeInputs(storage.forTenant(request.caller.tenantId), score.inputs);
    return replay((ctx) => keepAndPresent(ctx, score));
  }),
];

async function keepAndPresent(ctx: Ctx, score: Score): Promise<DataOf<typeof calculateAssessmentScore>> {
  const { subject, posture, levels, traceId, asOf } = score;
  const changed = await writeScore(ctx, score);
  ctx.audit({
    type: 'assessment.scored',
    subject: { type: 'assessment', id: subject.id },
    data: { score: posture.score, formulaVersion: posture.formulaVersion, decisionTraceId: traceId, changed },
  });
  return {
    assessmentId: subject.id,
    score: posture.score ?? 0,
    riskLevel: posture.band ?? 'Severe',
    formulaVersion: posture.formulaVersion,
    counts: {
      open: Object.values(levels.openBySeverity).reduce((sum, count) => sum + count, 0),
      openBySeverity: levels.openBySeverity,
      recurring: levels.recurring,
      kevOpen: levels.kevOpen,
      assets: levels.assets,
    },
    contributions: presentContributions(score),
    decisionTraceId: traceId,
    changed,
    computedAt: asOf,
  };
}
