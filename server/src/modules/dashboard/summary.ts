import type { DataOf } from '../../kernel/operation.ts';
import { severities } from '../../kernel/severity.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { presentContributions, type Score } from '../scoring/facade.ts';
import type { getDashboardSummary } from './contract.ts';
import { deltaOf } from './delta.ts';
import { changesSince, countByStatus, importFacts } from './store.ts';
import { improvementsOf, topRisksOf } from './top-risks.ts';

export type Summary = DataOf<typeof getDashboardSummary>;

/** Posture at a glance, all of it from the snapshot that the score was made in. */
export async function summaryOf(
  ctx: ReadCtx,
  score: Score,
  since: string | undefined,
): Promise<{ readonly summary: Summary; readonly historyBegun: boolean }> {
  const [byStatus, imports, { delta, historyBegun }, topRisks, improvements, changes] = await Promise.all([
    countByStatus(ctx),
    importFacts(ctx),
    deltaOf(ctx, score),
    topRisksOf(ctx, score),
    improvementsOf(ctx, score),
    since === undefined ? null : changesSince(ctx, since),
  ]);
  const { posture, levels } = score;
  const breached = sumOf(levels.breachedBySeverity);
  const summary = {
    overallScore: posture.score,
    riskLevel: posture.band,
    delta,
    contributions: presentContributions(score),
    heatMatrix: heatOf(score),
    counts: {
      open: sumOf(levels.openBySeverity),
      openBySeverity: levels.openBySeverity,
      byStatus,
      recurring: levels.recurring,
      unassigned: levels.unassigned,
      assets: levels.assets,
      assetsWithOpen: levels.assetsWithOpen,
      exposureSignals: score.exposureSignals,
      needDecision: byStatus.CLIENT_FIXED + imports.waiting,
    },
    sla: {
      breached,
      breachedBySeverity: levels.breachedBySeverity,
      dueSoon: levels.dueSoon,
      onTrack: levels.onTrack,
    },
    slaBreaches: breached,
    kevOpen: levels.kevOpen,
    topRisks,
    improvements,
    changes: since === undefined || changes === null ? null : { since, ...changes },
    lastImportAt: imports.lastImportAt,
    formulaVersion: posture.formulaVersion,
    // One that is being kept while this is read names no trace yet.
    decisionTraceId: posture.score === null || score.inputs ? null : score.traceId,
    computedAt: ctx.now,
  };
  return { summary, historyBegun };
}

const levels = [1, 2, 3, 4, 5] as const;

function heatOf({ levels: { heat } }: Score): Summary['heatMatrix'] {
  return levels.flatMap((likelihood) =>
    levels.map((criticality) => {
      const cell = heat.find((one) => one.likelihood === likelihood && one.criticality === criticality);
      return { likelihood, criticality, open: cell?.open ?? 0, worstSeverity: cell?.worstSeverity ?? null };
    }),
  );
}

function sumOf(counts: Readonly<Record<(typeof severities)[number], number>>): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}
