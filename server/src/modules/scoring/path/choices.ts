import { capIndexOf, capRules } from '../models/posture-1/caps.ts';
import { findingOdds } from '../models/posture-1/finding.ts';
import { groupByIdentity } from '../models/posture-1/identity.ts';
import type { PostureAsset, PostureFinding } from '../models/posture-1/input.ts';

/** One vulnerability on one asset that could be fixed: all findings that name it. */
export interface Fixable {
  readonly findingIds: readonly string[];
  readonly microOdds: number;
  /** Trips a rule whose ceiling lies below the target: nothing else can stand in for it. */
  readonly forced: boolean;
}

/** An asset and what could be fixed on it. */
export interface FixableAsset {
  readonly assetId: string;
  readonly criticality: number;
  /** What has to be fixed first, then the heaviest first, ties by id: whoever fixes k of them fixes the first k. */
  readonly fixables: readonly Fixable[];
}

interface Weighed {
  readonly asset: PostureAsset;
  readonly findings: readonly PostureFinding[];
  readonly asOfMs: number;
  /** Hundredths of a point. */
  readonly target: number;
}

/** Null when nothing is open on the asset. */
export function fixableAsset({ asset, findings, asOfMs, target }: Weighed): FixableAsset | null {
  if (findings.length === 0) return null;
  const groups = groupByIdentity(findings, asset.aliases);
  const members = Map.groupBy(findings.keys(), (index) => groups?.[index] ?? index);
  const fixables = [...members.values()].map((indices): Fixable => {
    const own = indices.map((index) => findings[index]).filter((finding) => finding !== undefined);
    const odds = own.map((finding) => findingOdds(finding, { exposure: asset.exposure, asOfMs }));
    return {
      findingIds: own.map(({ findingId }) => findingId).sort(),
      microOdds: Math.max(...odds),
      forced: own.some((finding) => ceilingOf(finding, asset) < target),
    };
  });
  return { assetId: asset.assetId, criticality: asset.criticality, fixables: fixables.sort(byNeed) };
}

function ceilingOf(finding: PostureFinding, asset: PostureAsset): number {
  const index = capIndexOf(finding, asset);
  return (index === null ? undefined : capRules[index]?.ceiling) ?? Number.POSITIVE_INFINITY;
}

function byNeed(one: Fixable, other: Fixable): number {
  if (one.forced !== other.forced) return one.forced ? -1 : 1;
  return (
    other.microOdds - one.microOdds || ((one.findingIds[0] ?? '') < (other.findingIds[0] ?? '') ? -1 : 1)
  );
}
