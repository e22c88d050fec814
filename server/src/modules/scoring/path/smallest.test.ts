import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessAsset } from '../models/posture-1/asset.ts';
import type { PostureAsset, PostureFinding } from '../models/posture-1/input.ts';
import { asOfMs, type Register, registers } from '../models/posture-1/register.fixture.ts';
import { scoreHundredths } from '../models/posture-1/score.ts';
import { type FixableAsset, fixableAsset } from './choices.ts';
import { smallestPath } from './smallest.ts';

function findingsOf({ findings }: Register, { assetId }: PostureAsset): PostureFinding[] {
  return findings.filter((finding) => finding.assetId === assetId);
}

/** The engine's own word on the register without these findings; what they said of aliases stays known. */
function scoreWithout(register: Register, fixed: ReadonlySet<string>): number {
  const risks = register.assets.map((asset) => {
    const findings = findingsOf(register, asset).filter(({ findingId }) => !fixed.has(findingId));
    return assessAsset({ asset, findings, asOfMs });
  });
  return scoreHundredths(risks) ?? Number.NaN;
}

function fixablesOf(register: Register, target: number): FixableAsset[] {
  return register.assets
    .map((asset) => fixableAsset({ asset, findings: findingsOf(register, asset), asOfMs, target }))
    .filter((asset) => asset !== null);
}

async function pathOf(register: Register, target: number) {
  const assets = fixablesOf(register, target);
  const cleanAssets = register.assets.length - assets.length;
  const path = await smallestPath({ assets, cleanAssets, target });
  const fixed = new Set(
    assets.flatMap(({ fixables }, index) =>
      fixables.slice(0, path.counts[index]).flatMap(({ findingIds }) => findingIds),
    ),
  );
  return { ...path, fixed };
}

/** The size of the smallest set, by trying all. */
function smallestByTrying(register: Register, target: number): number {
  const groups = fixablesOf(register, target).flatMap(({ fixables }) => fixables);
  let smallest = groups.length;
  for (let set = 0; set < 2 ** groups.length; set++) {
    const chosen = groups.filter((_, index) => (set >> index) % 2 === 1);
    if (chosen.length >= smallest) continue;
    const ids = new Set(chosen.flatMap(({ findingIds }) => findingIds));
    if (scoreWithout(register, ids) >= target) smallest = chosen.length;
  }
  return smallest;
}

const targets = fc.integer({ min: 0, max: 10_000 });

describe('the path to a target', () => {
  it('reaches it, by the word of the engine, with no more fixes than there are', async () => {
    await fc.assert(
      fc.asyncProperty(registers, targets, async (register, target) => {
        const { fixed, total, atLeast, forced } = await pathOf(register, target);
        expect(scoreWithout(register, fixed)).toBeGreaterThanOrEqual(target);
        expect(total).toBeGreaterThanOrEqual(atLeast);
        expect(atLeast).toBeGreaterThanOrEqual(forced);
      }),
    );
  });

  it('is empty when the target is reached already, and everything for 100', async () => {
    await fc.assert(
      fc.asyncProperty(registers, async (register) => {
        const now = scoreWithout(register, new Set());
        expect(await pathOf(register, now)).toMatchObject({ total: 0, atLeast: 0 });
        const all = await pathOf(register, 10_000);
        expect(all.fixed.size).toBe(register.findings.length);
        expect(all.atLeast).toBe(all.total);
      }),
    );
  });

  it('is the same whatever order findings come in', async () => {
    await fc.assert(
      fc.asyncProperty(registers, targets, async (register, target) => {
        const turned = { ...register, findings: register.findings.toReversed() };
        expect(await pathOf(turned, target)).toEqual(await pathOf(register, target));
      }),
    );
  });

  it('claims no bound that a smaller set breaks, and is the smallest or one more', async () => {
    const small = registers.filter(({ findings }) => findings.length <= 9);
    let smallest = 0;
    let larger = 0;
    await fc.assert(
      fc.asyncProperty(small, targets, async (register, target) => {
        const { total, atLeast } = await pathOf(register, target);
        const best = smallestByTrying(register, target);
        expect(atLeast).toBeLessThanOrEqual(best);
        expect(total - best).toBeLessThanOrEqual(1);
        if (total === best) smallest += 1;
        else larger += 1;
      }),
      { numRuns: 150 },
    );
    expect(smallest).toBeGreaterThan(10 * larger);
  });

  it('is found in bounded time on a large register', async () => {
    const asset = (n: number): FixableAsset => ({
      assetId: `a${String(n).padStart(6, '0')}`,
      criticality: (n % 5) + 1,
      fixables: Array.from({ length: 10 }, (_, index) => ({
        findingIds: [`f${n}-${index}`],
        microOdds: 3_000 + ((n * 7919 + index * 104_729) % 250_000),
        forced: false,
      })).sort((one, other) => other.microOdds - one.microOdds),
    });
    const assets = Array.from({ length: 10_000 }, (_, n) => asset(n));
    const startMs = performance.now();
    const { total, atLeast } = await smallestPath({ assets, cleanAssets: 0, target: 7_000 });
    expect(performance.now() - startMs).toBeLessThan(20_000);
    expect(total).toBeGreaterThan(100);
    expect(total / atLeast).toBeLessThan(1.6);
  });
});
