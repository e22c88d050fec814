import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccumulator } from './accumulator.ts';
import { assessAsset } from './asset.ts';
import { riskOfOdds } from './finding.ts';
import { MICRO } from './fixed.ts';
import type { PostureAsset } from './input.ts';
import { asOfMs, registers, registersWithPick, scoreOf } from './register.fixture.ts';

function cleanAssets(count: number, criticality = 1): PostureAsset[] {
  return Array.from({ length: count }, (_, index) => ({
    assetId: `clean${index}`,
    criticality,
    exposure: 'INTERNAL',
  }));
}

describe('the shape', () => {
  it('order of adding, batching and a store in between change nothing', () => {
    fc.assert(
      fc.property(
        registers,
        fc.infiniteStream(fc.nat(2)),
        fc.infiniteStream(fc.nat()),
        (register, batches, keys) => {
          const whole = scoreOf(register);
          const parts = [0, 1, 2].map(() => createAccumulator({ asOfMs }));
          const shuffled = [...register.findings, ...register.assets]
            .map((item) => ({ item, key: keys.next().value ?? 0 }))
            .sort((one, other) => one.key - other.key);
          for (const { item } of shuffled) {
            const part = parts[batches.next().value ?? 0];
            if ('findingId' in item) part?.addFinding(item);
            else part?.addAsset(item);
          }
          const merged = createAccumulator({ asOfMs });
          for (const part of parts) merged.merge(JSON.parse(JSON.stringify(part.state())));
          expect(merged.result({ inputsHash: 'sha256:test' })).toEqual(whole);
          const inOrder = createAccumulator({ asOfMs });
          inOrder.merge({ ...register, assessed: [] });
          expect(JSON.stringify(merged.state())).toBe(JSON.stringify(inOrder.state()));
          expect(JSON.stringify(merged.result({ inputsHash: 'sha256:test' }))).toBe(JSON.stringify(whole));
        },
      ),
    );
  });

  it('assets assessed one by one give the same result as all rows at once', () => {
    fc.assert(
      fc.property(registers, (register) => {
        const accumulator = createAccumulator({ asOfMs });
        for (const asset of register.assets.toReversed()) {
          const findings = register.findings.filter(({ assetId }) => assetId === asset.assetId);
          accumulator.addAssessed(assessAsset({ asset, findings, asOfMs }));
        }
        expect(accumulator.result({ inputsHash: 'sha256:test' })).toEqual(scoreOf(register));
      }),
    );
  });

  it('contributions add up to the loss of score to the last millionth of a point, none negative', () => {
    fc.assert(
      fc.property(registers, fc.integer({ min: 1, max: 50 }), (register, topN) => {
        const { score, contributions, counts } = scoreOf(register, topN);
        const sum = contributions.reduce((total, { microPoints }) => total + microPoints, 0);
        expect(sum).toBe(100_000_000 - Math.round((score ?? Number.NaN) * 100) * 10_000);
        expect(Math.min(0, ...contributions.map(({ microPoints }) => microPoints))).toBe(0);
        const named = contributions.filter(({ kind }) => kind === 'FINDING').length;
        expect(named).toBe(Math.min(topN, counts.findings));
      }),
    );
  });

  it('a perfect 100 means that nothing is open, and nothing open means 100', () => {
    fc.assert(
      fc.property(registers, fc.nat(300), (register, clean) => {
        const assets = [...register.assets, ...cleanAssets(clean)];
        const result = scoreOf({ assets, findings: register.findings });
        expect(result.score === 100).toBe(register.findings.length === 0);
        expect(scoreOf({ assets, findings: [] }).score).toBe(100);
      }),
    );
  });

  it('an asset is at least as bad as its worst finding, and no worse than independent causes would make it', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const asset = register.assets.find(({ assetId }) => assetId === pick.assetId);
        if (!asset) throw new Error('the picked finding has an asset');
        const findings = register.findings.filter(({ assetId }) => assetId === asset.assetId);
        const risk = assessAsset({ asset, findings, asOfMs });
        const each = risk.heaviest.map(({ microOdds }) => riskOfOdds(microOdds) / MICRO);
        const independent = 1 - each.reduce((survival, one) => survival * (1 - one), 1);
        expect(risk.microRisk / MICRO).toBeGreaterThanOrEqual(Math.max(...each));
        expect(risk.microRisk / MICRO).toBeLessThanOrEqual(independent + 2e-6 * each.length);
      }),
    );
  });

  it('a further id for a known vulnerability changes nothing but the count of duplicates', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const findings = register.findings.map((finding) =>
          finding === pick ? { ...pick, vulnerabilityKeys: ['OSV-1'] } : finding,
        );
        const plain = { ...register, findings };
        const twin = { ...pick, findingId: `${pick.findingId}-twin`, vulnerabilityKeys: ['OSV-1'] };
        const doubled = { ...register, findings: [...findings, twin] };
        expect(scoreOf(doubled).score).toBe(scoreOf(plain).score);
        expect(scoreOf(doubled).counts.duplicates).toBe(scoreOf(plain).counts.duplicates + 1);
      }),
    );
  });
});
