import { notFound } from '../../kernel/errors.ts';
import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import {
  cheapestPath,
  type PathFix,
  presentContributions,
  type Score,
  scoreIn,
  type WhatIf,
  whatIf,
} from '../scoring/facade.ts';
import type { askWhatIf, getCheapestPath } from './contract.ts';
import { dashboardText } from './messages.ts';
import { countRelationships, type RiskRow, riskRows } from './store.ts';

type Answer = DataOf<typeof askWhatIf>;
type PathAnswer = DataOf<typeof getCheapestPath>;

const mostShown = 500;

/** @throws AppError NOT_FOUND when an id names nothing of this tenant that is open or declared fixed */
export async function answerWhatIf(ctx: ReadCtx, body: BodyOf<typeof askWhatIf>): Promise<Answer> {
  const fixed = new Set(body.fixedVulnerabilities);
  const accepted = new Set((body.acceptedVulnerabilities ?? []).filter((id) => !fixed.has(id)));
  const removed = new Set(body.removedRelationships);
  const subject = { type: 'TENANT', id: ctx.tenantId } as const;
  const before = await scoreIn(ctx, { subject });
  const after = await whatIf(ctx, { subject, asOf: nowOf(ctx), fixed, accepted });
  if (after.known.size < fixed.size + accepted.size) throw notFound();
  if ((await countRelationships(ctx, [...removed])) < removed.size) throw notFound();
  const [start, alone, end] = [hundredthsOf(before), after.fixesAlone, hundredthsOf(after)];
  const won = (from: number | null, to: number | null) => ((to ?? 0) - (from ?? 0)) / 100;
  const parts = [
    {
      kind: 'FIXED',
      count: fixed.size,
      points: won(start, alone),
      text: dashboardText.whatIfFixed(fixed.size),
    },
    {
      kind: 'ACCEPTED',
      count: accepted.size,
      points: won(alone, end),
      text: dashboardText.whatIfAccepted(accepted.size),
    },
    {
      kind: 'RELATIONSHIPS_REMOVED',
      count: removed.size,
      points: 0,
      text: dashboardText.whatIfRelationships(removed.size),
    },
  ] as const;
  return {
    ...beforeAndAfter(before, after),
    points: start === null || end === null ? null : won(start, end),
    parts: parts.filter(({ count }) => count > 0),
    contributions: presentContributions({ ...after, subject }),
    ...sourceOf(ctx, before),
  };
}

export async function answerCheapestPath(ctx: ReadCtx, target: number): Promise<PathAnswer> {
  const subject = { type: 'TENANT', id: ctx.tenantId } as const;
  const before = await scoreIn(ctx, { subject });
  const wanted = Math.round(target * 100);
  const path = await cheapestPath(ctx, { subject, asOf: nowOf(ctx), target: wanted });
  const shown = path.fixes.slice(0, mostShown);
  const rows = await riskRows(
    ctx,
    shown.flatMap(({ findingIds }) => findingIds),
  );
  return {
    target: wanted / 100,
    ...beforeAndAfter(before, path.certified),
    fixes: shown.flatMap((fix) => presentFix(fix, rows)),
    total: path.total,
    withoutSubstitute: path.forced,
    atLeast: path.atLeast,
    smallest: path.total === path.atLeast,
    ...sourceOf(ctx, before),
  };
}

function presentFix(
  { findingIds, forced }: PathFix,
  rows: ReadonlyMap<string, RiskRow>,
): PathAnswer['fixes'] {
  const row = rows.get(findingIds[0] ?? '');
  if (!row) return [];
  const declared = findingIds.every((id) => rows.get(id)?.status === 'CLIENT_FIXED');
  return [
    {
      vulnerabilityIds: [...findingIds],
      title: row.title,
      severity: row.severity,
      asset: { id: row.assetId, name: row.assetName, criticality: row.criticality },
      reason: forced ? 'CAP' : 'LOSS',
      action: declared ? 'VERIFY' : 'FIX',
    },
  ];
}

function nowOf(ctx: ReadCtx) {
  return { asOfMs: Date.parse(ctx.now), live: true, rewind: false };
}

function hundredthsOf({ posture: { score } }: Pick<WhatIf, 'posture'>): number | null {
  return score === null ? null : Math.round(score * 100);
}

function beforeAndAfter(before: Score, after: WhatIf): Pick<Answer, 'before' | 'after'> {
  const shown = ({ posture: { score, band } }: Pick<WhatIf, 'posture'>) => ({ score, riskLevel: band });
  return { before: shown(before), after: shown(after) };
}

function sourceOf(ctx: ReadCtx, { posture, inputs, traceId }: Score) {
  return {
    formulaVersion: posture.formulaVersion,
    // As in the summary: one that is being kept names no trace yet.
    decisionTraceId: posture.score === null || inputs ? null : traceId,
    computedAt: ctx.now,
  };
}
