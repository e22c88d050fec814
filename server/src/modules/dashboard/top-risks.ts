import type { DataOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { dueSoonDays, type Remedy, type Score } from '../scoring/facade.ts';
import type { getDashboardSummary } from './contract.ts';
import { dashboardText } from './messages.ts';
import { type RiskRow, riskRows } from './store.ts';

type Summary = DataOf<typeof getDashboardSummary>;
type TopRisk = Summary['topRisks'][number];
type Improvement = Summary['improvements'][number];

const mostTopRisks = 10;
const dayMs = 86_400_000;
const microPerPoint = 1_000_000;

/** The records that cost the score most. One that alone trips a cap costs what the cap takes as well. */
export async function topRisksOf(ctx: ReadCtx, { posture }: Score): Promise<TopRisk[]> {
  const costs = new Map<string, number>();
  for (const part of posture.contributions) {
    if (part.kind === 'REST' || (part.kind === 'CAP' && part.findings > 1)) continue;
    costs.set(part.findingId, (costs.get(part.findingId) ?? 0) + part.microPoints);
  }
  const heaviest = [...costs].sort(([, one], [, other]) => other - one).slice(0, mostTopRisks);
  const rows = await riskRows(
    ctx,
    heaviest.map(([id]) => id),
  );
  return heaviest.flatMap(([id, microPoints]) => {
    const row = rows.get(id);
    return row ? [topRisk(row, microPoints, Date.parse(ctx.now))] : [];
  });
}

function topRisk(row: RiskRow, microPoints: number, nowMs: number): TopRisk {
  const overdueMs = row.dueAt === null ? 0 : nowMs - Date.parse(row.dueAt);
  return {
    vulnerabilityId: row.id,
    title: row.title,
    severity: row.severity,
    asset: { id: row.assetId, name: row.assetName, criticality: row.criticality },
    kev: row.kev,
    exploitProbability: row.epss,
    slaState: slaStateOf(row, nowMs),
    points: Math.round(microPoints / (microPerPoint / 100)) / 100,
    why: dashboardText.why({
      ...row,
      clientFixed: row.status === 'CLIENT_FIXED',
      overdueDays: overdueMs > 0 ? Math.max(1, Math.floor(overdueMs / dayMs)) : null,
      openDays: Math.floor((nowMs - Date.parse(row.openedAt)) / dayMs),
    }),
  };
}

function slaStateOf({ dueAt }: RiskRow, nowMs: number): TopRisk['slaState'] {
  if (dueAt === null) return 'NONE';
  const leftMs = Date.parse(dueAt) - nowMs;
  if (leftMs < 0) return 'OVERDUE';
  return leftMs < dueSoonDays * dayMs ? 'DUE_SOON' : 'ON_TRACK';
}

/** What would move the score most, as the engine confirms it. */
export async function improvementsOf(ctx: ReadCtx, { improvements }: Score): Promise<Improvement[]> {
  const examples = await riskRows(
    ctx,
    improvements.map(({ exampleId }) => exampleId),
  );
  return improvements.map(({ remedy, exampleId, vulnerabilityIds, vulnerabilities, assets, hundredths }) => ({
    title: dashboardText.remedy(remedy, assets, examples.get(exampleId)?.title ?? ''),
    vulnerabilityIds: [...vulnerabilityIds],
    vulnerabilities,
    assets,
    points: hundredths / 100,
    filter: filterOf(remedy),
  }));
}

function filterOf(remedy: Remedy): string {
  if (remedy.kind === 'VERIFY') return 'status=CLIENT_FIXED';
  const query =
    remedy.kind === 'COMPONENT'
      ? { status: 'OPEN', component: remedy.component }
      : { status: 'OPEN', source: remedy.tool, ruleId: remedy.ruleId };
  return new URLSearchParams(query).toString();
}
