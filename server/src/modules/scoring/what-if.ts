import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type LevelCounter, type Levels, levelCounter } from './levels.ts';
import { type AssetRisk, assessAsset } from './models/posture-1/asset.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { type PostureResult, scoreHundredths, scorePosture } from './models/posture-1/score.ts';
import { observedAssets } from './observe.ts';
import { fixableAsset } from './path/choices.ts';
import { type Path, smallestPath } from './path/smallest.ts';
import type { AsOf, Subject } from './population.ts';

/** Vulnerabilities that would no longer be open. */
export interface Assumptions {
  readonly fixed: ReadonlySet<string>;
  readonly accepted: ReadonlySet<string>;
}

/** What the score would be. Nothing of it is stored. */
export interface WhatIf {
  readonly posture: PostureResult;
  readonly levels: Levels;
  /** Hundredths of a point with the fixes alone; null: no score. */
  readonly fixesAlone: number | null;
  /** Of the given ids, those that are open or declared fixed in this tenant. */
  readonly known: ReadonlySet<string>;
}

interface Question {
  readonly subject: Subject;
  readonly asOf: AsOf;
}

/** Asks the engine for the score of the register of this snapshot without these vulnerabilities. */
export async function whatIf(
  ctx: ReadCtx,
  { subject, asOf, fixed, accepted }: Question & Assumptions,
): Promise<WhatIf> {
  const { asOfMs } = asOf;
  const known = new Set<string>();
  const counter: LevelCounter = levelCounter({ asOfMs });
  const alone: AssetRisk[] = [];
  const risks: AssetRisk[] = [];
  for await (const { asset, rows } of observedAssets(ctx, subject, asOf)) {
    for (const { finding } of rows)
      if (fixed.has(finding.findingId) || accepted.has(finding.findingId)) known.add(finding.findingId);
    const findings = rows.map(({ finding }) => finding);
    const unfixed = assessWithout(asset, findings, { gone: (id) => fixed.has(id), asOfMs });
    const gone = (id: string) => fixed.has(id) || accepted.has(id);
    alone.push(unfixed);
    risks.push(accepted.size === 0 ? unfixed : assessWithout(asset, findings, { gone, asOfMs }));
    counter.add(
      asset,
      rows.filter(({ finding }) => !gone(finding.findingId)),
    );
  }
  return {
    posture: scorePosture({ assets: risks, asOfMs, inputsHash: '' }),
    levels: counter.levels(),
    fixesAlone: scoreHundredths(alone),
    known,
  };
}

interface Without {
  readonly gone: (findingId: string) => boolean;
  readonly asOfMs: number;
}

/** What a closed finding said of names that mean the same stays known, and an asset that had one was looked at. */
function assessWithout(
  asset: PostureAsset,
  findings: readonly PostureFinding[],
  { gone, asOfMs }: Without,
): AssetRisk {
  const closed = findings.filter(({ findingId }) => gone(findingId));
  if (closed.length === 0) return assessAsset({ asset, findings, asOfMs });
  const aliases = [...(asset.aliases ?? []), ...closed.map(({ vulnerabilityKeys }) => vulnerabilityKeys)];
  const left = findings.filter(({ findingId }) => !gone(findingId));
  return assessAsset({ asset: { ...asset, aliases, assessed: true }, findings: left, asOfMs });
}

/** One vulnerability of a path, by all its findings on one asset. */
export interface PathFix {
  readonly assetId: string;
  readonly findingIds: readonly string[];
  /** It trips a cap below the target, so that nothing else can stand in for it. */
  readonly forced: boolean;
  readonly microOdds: number;
}

export interface CheapestPath extends Omit<Path, 'counts'> {
  /** What has to be fixed first, then the heaviest by odds, ties by id. */
  readonly fixes: readonly PathFix[];
  /** The score after all of them, by the engine on the register without them. */
  readonly certified: WhatIf;
}

/**
 * The smallest set of fixes that was found after which the score is at least the target.
 * @throws Error when the engine does not confirm it
 */
export async function cheapestPath(
  ctx: ReadCtx,
  { subject, asOf, target }: Question & { /** Hundredths of a point. */ readonly target: number },
): Promise<CheapestPath> {
  const assets = [];
  let cleanAssets = 0;
  for await (const { asset, rows } of observedAssets(ctx, subject, asOf)) {
    const findings = rows.map(({ finding }) => finding);
    const fixable = fixableAsset({ asset, findings, asOfMs: asOf.asOfMs, target });
    if (fixable) assets.push(fixable);
    else if (asset.assessed !== false) cleanAssets += 1;
  }
  const { counts, ...path } = await smallestPath({ assets, cleanAssets, target });
  const fixes = assets.flatMap(({ assetId, fixables }, index) =>
    fixables.slice(0, counts[index]).map((fixable) => ({ assetId, ...fixable })),
  );
  const fixed = new Set(fixes.flatMap(({ findingIds }) => findingIds));
  const certified = await whatIf(ctx, { subject, asOf, fixed, accepted: new Set() });
  const reached = certified.fixesAlone === null || certified.fixesAlone >= target;
  if (!reached) throw new Error(`the engine gives ${certified.fixesAlone} for a path to ${target}`);
  return { ...path, fixes: fixes.sort(byNeed), certified };
}

function byNeed(one: PathFix, other: PathFix): number {
  if (one.forced !== other.forced) return one.forced ? -1 : 1;
  return (
    other.microOdds - one.microOdds || ((one.findingIds[0] ?? '') < (other.findingIds[0] ?? '') ? -1 : 1)
  );
}
