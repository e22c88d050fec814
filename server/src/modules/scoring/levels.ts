import type { Severity } from '../../kernel/severity.ts';
import { findingOdds, riskOfOdds } from './models/posture-1/finding.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { ageFactors, overdueFactors } from './models/posture-1/weights.ts';

type BySeverity = Record<Severity, number>;

/** One cell of the heat matrix. */
export interface HeatCount {
  /** 1 rare to 5 almost certain. */
  readonly likelihood: number;
  readonly criticality: number;
  readonly open: number;
  readonly worstSeverity: Severity;
}

/** What stands at one moment. Open means status OPEN; a declared fix is counted apart. */
export interface Levels {
  readonly openBySeverity: Readonly<BySeverity>;
  readonly clientFixed: number;
  readonly kevOpen: number;
  readonly recurring: number;
  readonly unassigned: number;
  readonly breachedBySeverity: Readonly<BySeverity>;
  /** Due within seven days. */
  readonly dueSoon: number;
  /** Open, and neither overdue nor due soon. */
  readonly onTrack: number;
  readonly assets: number;
  readonly assetsWithOpen: number;
  readonly heat: readonly HeatCount[];
}

export interface LevelCounter {
  add(asset: PostureAsset, findings: readonly CountedRow[]): void;
  levels(): Levels;
  /** Last millisecond at which these levels, and odds of these findings, are the same if nothing but time passes; null: for ever. */
  validUntilMs(): number | null;
}

export interface CountedRow {
  readonly finding: PostureFinding;
  readonly unassigned: boolean;
}

const dayMs = 86_400_000;
export const dueSoonDays = 7;

/**
 * Least risk (odds ÷ (1 + odds), millionths) of each likelihood, 5 first: a critical without further evidence is likely, with
 * known exploitation almost certain; a high is possible, a medium unlikely, a low rare.
 */
const likelihoodFloors = [
  { likelihood: 5, microRisk: 500_000 },
  { likelihood: 4, microRisk: 150_000 },
  { likelihood: 3, microRisk: 40_000 },
  { likelihood: 2, microRisk: 8_000 },
] as const;

export function likelihoodOf(microOdds: number): number {
  const risk = riskOfOdds(microOdds);
  return likelihoodFloors.find(({ microRisk }) => risk >= microRisk)?.likelihood ?? 1;
}

/** Counts what stands at `asOfMs`, asset by asset. */
export function levelCounter({ asOfMs }: { readonly asOfMs: number }): LevelCounter {
  const openBySeverity = noSeverities();
  const breachedBySeverity = noSeverities();
  const sums = {
    clientFixed: 0,
    kevOpen: 0,
    recurring: 0,
    unassigned: 0,
    dueSoon: 0,
    onTrack: 0,
    assets: 0,
    assetsWithOpen: 0,
  };
  const heat = new Map<number, HeatCount>();
  let changesAfterMs = Number.POSITIVE_INFINITY;
  const countOpen = (asset: PostureAsset, { finding, unassigned }: CountedRow) => {
    const { severity, slaDueAtMs, knownExploited, recurrences } = finding;
    openBySeverity[severity] += 1;
    sums.kevOpen += Number(knownExploited);
    sums.recurring += Number(recurrences > 0);
    sums.unassigned += Number(unassigned);
    if (slaDueAtMs != null && asOfMs > slaDueAtMs) breachedBySeverity[severity] += 1;
    else if (slaDueAtMs != null && slaDueAtMs - asOfMs < dueSoonDays * dayMs) sums.dueSoon += 1;
    else sums.onTrack += 1;
    heatUp(heat, { asset, finding, asOfMs });
  };
  return {
    add(asset, rows) {
      sums.assets += 1;
      let open = 0;
      for (const row of rows) {
        changesAfterMs = Math.min(changesAfterMs, nextChange(row.finding, asOfMs));
        if (row.finding.status === 'CLIENT_FIXED') {
          sums.clientFixed += 1;
          continue;
        }
        open += 1;
        countOpen(asset, row);
      }
      if (open > 0) sums.assetsWithOpen += 1;
    },
    levels: () => ({ openBySeverity, breachedBySeverity, ...sums, heat: [...heat.values()] }),
    validUntilMs: () => (Number.isFinite(changesAfterMs) ? changesAfterMs : null),
  };
}

interface Heated {
  readonly asset: PostureAsset;
  readonly finding: PostureFinding;
  readonly asOfMs: number;
}

function heatUp(heat: Map<number, HeatCount>, { asset, finding, asOfMs }: Heated): void {
  const { criticality, exposure } = asset;
  const likelihood = likelihoodOf(findingOdds(finding, { exposure, asOfMs }));
  const key = likelihood * 10 + criticality;
  const cell = heat.get(key) ?? { likelihood, criticality, open: 0, worstSeverity: finding.severity };
  const worstSeverity = worse(cell.worstSeverity, finding.severity);
  heat.set(key, { ...cell, open: cell.open + 1, worstSeverity });
}

const bySeverityRank = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

function worse(one: Severity, other: Severity): Severity {
  return bySeverityRank.indexOf(one) <= bySeverityRank.indexOf(other) ? one : other;
}

/** Every threshold is crossed after its instant (`>`), so the instant itself is the last one of the state before. */
function nextChange({ openedAtMs, slaDueAtMs }: PostureFinding, asOfMs: number): number {
  let next = Number.POSITIVE_INFINITY;
  const consider = (timeMs: number) => {
    if (timeMs >= asOfMs && timeMs < next) next = timeMs;
  };
  for (const { moreThanDays } of ageFactors) consider(openedAtMs + moreThanDays * dayMs);
  if (slaDueAtMs != null) {
    consider(slaDueAtMs - dueSoonDays * dayMs);
    for (const { moreThanDays } of overdueFactors) consider(slaDueAtMs + moreThanDays * dayMs);
  }
  return next;
}

function noSeverities(): BySeverity {
  return { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFO: 0 };
}
