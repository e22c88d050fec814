import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossParts } from './contributions.ts';
import { levelCounter } from './levels.ts';
import { type AssetRisk, assessAsset } from './models/posture-1/asset.ts';
import { asOfMs, type Register, registers } from './models/posture-1/register.fixture.ts';
import { type PostureResult, scorePosture } from './models/posture-1/score.ts';
import { type Remedy, remedyCollector } from './remedies.ts';

const remedyOf = (findingId: string): Remedy => ({
  kind: 'COMPONENT',
  component: `c${Number(findingId.slice(1)) % 5}`,
});

function observed({ assets, findings }: Register, atMs = asOfMs) {
  const collector = remedyCollector({ asOfMs: atMs });
  const counter = levelCounter({ asOfMs: atMs });
  const risks: AssetRisk[] = [];
  for (const asset of assets) {
    const own = findings.filter(({ assetId }) => assetId === asset.assetId);
    const rows = own.map((finding) => ({ finding, unassigned: false, remedy: remedyOf(finding.findingId) }));
    const risk = assessAsset({ asset, findings: own, asOfMs: atMs });
    risks.push(risk);
    collector.add(asset, rows, risk);
    counter.add(asset, rows);
  }
  const result = scorePosture({ assets: risks, asOfMs: atMs, inputsHash: '' });
  return {
    best: collector.best(risks),
    result,
    levels: counter.levels(),
    validUntilMs: counter.validUntilMs(),
  };
}

const hundredths = ({ score }: PostureResult) => Math.round((score ?? 0) * 100);

describe('improvements', () => {
  it('win exactly what the engine gives when their findings are gone', () => {
    fc.assert(
      fc.property(registers, (register) => {
        const { best, result } = observed(register);
        for (const { remedy, hundredths: won, vulnerabilityIds } of best) {
          const gone = new Set(vulnerabilityIds);
          const after = observed({
            ...register,
            findings: register.findings.filter(({ findingId }) => !gone.has(findingId)),
          });
          expect(hundredths(after.result) - hundredths(result)).toBe(won);
          const same = register.findings.filter(
            ({ findingId }) => JSON.stringify(remedyOf(findingId)) === JSON.stringify(remedy),
          );
          expect(vulnerabilityIds).toEqual(same.map(({ findingId }) => findingId).toSorted());
        }
      }),
    );
  });

  it('come best first, at most five, none without effect', () => {
    fc.assert(
      fc.property(registers, (register) => {
        const won = observed(register).best.map((improvement) => improvement.hundredths);
        expect(won).toEqual(won.toSorted((one, other) => other - one));
        expect(won.length).toBeLessThanOrEqual(5);
        expect(won.every((points) => points > 0)).toBe(true);
      }),
    );
  });
});

describe('the waterfall', () => {
  it('adds up to the whole loss in hundredths of a point', () => {
    fc.assert(
      fc.property(registers, (register) => {
        const { result } = observed(register);
        const loss = lossParts(result).reduce((sum, part) => sum + part.hundredths, 0);
        expect(10_000 - loss).toBe(hundredths(result));
      }),
    );
  });
});

describe('how long numbers hold', () => {
  it('until the moment said, and nothing sooner', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(registers, part, (register, share) => {
        const { result, levels, validUntilMs } = observed(register);
        const last = validUntilMs ?? asOfMs + 10 * 365 * 86_400_000;
        expect(last).toBeGreaterThanOrEqual(asOfMs);
        const later = observed(register, Math.floor(asOfMs + share * (last - asOfMs)));
        const atLast = observed(register, last);
        for (const other of [later, atLast]) {
          expect(other.levels).toEqual(levels);
          expect({ ...other.result, asOfMs }).toEqual(result);
        }
      }),
    );
  });

  it('and end with the first threshold of time ahead: due soon, overdue, older', () => {
    const dayMs = 86_400_000;
    const asset = { assetId: 'a', criticality: 3, exposure: 'INTERNAL' } as const;
    const finding = {
      findingId: 'f1',
      assetId: 'a',
      severity: 'HIGH',
      knownExploited: false,
      status: 'OPEN',
      recurrences: 0,
      openedAtMs: asOfMs - 20 * dayMs,
      slaDueAtMs: asOfMs + 9 * dayMs,
      vulnerabilityKeys: [],
    } as const;
    const register = { assets: [asset], findings: [finding] };
    const ends: number[] = [];
    for (let atMs: number | null = asOfMs; atMs !== null; atMs = observed(register, atMs + 1).validUntilMs)
      ends.push(atMs);
    const days = [2, 9, 10, 39, 70, 99, 160, 345];
    expect(ends.slice(1).map((endMs) => (endMs - asOfMs) / dayMs)).toEqual(days);
    const { levels } = observed(register, asOfMs + 2 * dayMs + 1);
    expect([observed(register).levels.dueSoon, levels.dueSoon]).toEqual([0, 1]);
  });
});
