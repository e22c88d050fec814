import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessAsset } from './asset.ts';
import { bandOf } from './bands.ts';
import { explainFinding, findingOdds } from './finding.ts';
import { MICRO, mulDiv } from './fixed.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import { asOfMs, registers, registersWithPick, scoreOf } from './register.fixture.ts';
import { scorePosture } from './score.ts';
import { exposures, impactPercent } from './weights.ts';

const asset: PostureAsset = { assetId: 'a', criticality: 5, exposure: 'INTERNAL' };
const finding: PostureFinding = {
  findingId: 'f',
  assetId: 'a',
  severity: 'CRITICAL',
  knownExploited: false,
  status: 'OPEN',
  recurrences: 0,
  openedAtMs: asOfMs,
  vulnerabilityKeys: ['CVE-2026-1'],
};
const named = (findingId: string, ...vulnerabilityKeys: string[]) => ({
  ...finding,
  findingId,
  vulnerabilityKeys,
});

describe('no data', () => {
  it('has no score without assets, and says so in counts', () => {
    const { score, band, contributions, steps } = scoreOf({ assets: [], findings: [] });
    expect({ score, band, contributions }).toEqual({ score: null, band: null, contributions: [] });
    expect(steps).toHaveLength(1);
  });

  it('has no score while no asset was ever assessed', () => {
    const { score, counts } = scoreOf({ assets: [{ ...asset, assessed: false }], findings: [] });
    expect({ score, unassessed: counts.unassessedAssets }).toEqual({ score: null, unassessed: 1 });
  });

  it('leaves assets that nobody looked at out of the mean', () => {
    const unseen = Array.from({ length: 50 }, (_, index) => ({
      ...asset,
      assetId: `u${index}`,
      assessed: false,
    }));
    expect(scoreOf({ assets: [asset, ...unseen], findings: [finding] }).score).toBe(80);
  });

  it('counts an asset with a finding even when it says it was never assessed', () => {
    expect(scoreOf({ assets: [{ ...asset, assessed: false }], findings: [finding] }).score).toBe(80);
  });
});

describe('one vulnerability counts once per asset', () => {
  const score = (findings: readonly PostureFinding[], aliases: readonly (readonly string[])[] = []) =>
    scoreOf({ assets: [{ ...asset, aliases }], findings }).score;

  it('across a chain of shared ids', () => {
    expect(
      score([
        named('f1', 'CVE-1'),
        named('f2', 'OSV-1'),
        named('f3', 'GHSA-1', 'OSV-1'),
        named('f4', 'CVE-1', 'GHSA-1'),
      ]),
    ).toBe(80);
  });

  it('by aliases known from elsewhere, so that closing the linking finding does not lower the score', () => {
    const linked = [named('f1', 'CVE-1'), named('f2', 'GHSA-1')];
    expect(score(linked, [['CVE-1', 'GHSA-1']])).toBe(80);
    expect(score(linked)).toBeLessThan(80);
  });

  it('takes the heaviest, and the strictest cap of all', () => {
    const worse = {
      ...named('f1', 'CVE-1'),
      status: 'CLIENT_FIXED' as const,
      knownExploited: true,
      recurrences: 3,
    };
    const milder = {
      ...named('f2', 'CVE-1'),
      knownExploited: true,
      controls: [{ controlId: 'waf', share: 0.8, evidenceIds: ['e1'] }],
    };
    const result = scoreOf({ assets: [asset, { ...asset, assetId: 'b' }], findings: [worse, milder] });
    expect(result.counts).toMatchObject({ findings: 1, duplicates: 1, clientFixed: 1 });
    expect(result.score).toBe(59.99);
  });

  it('but on every asset anew, and without ids every time', () => {
    const other = { ...asset, assetId: 'b' };
    const result = scoreOf({
      assets: [asset, other],
      findings: [finding, { ...finding, findingId: 'g', assetId: 'b' }],
    });
    expect(result.counts.findings).toBe(2);
    expect(scoreOf({ assets: [asset], findings: [named('f1'), named('f2')] }).counts.findings).toBe(2);
  });
});

describe('findings', () => {
  it('the explanation names factors whose product is the odds', () => {
    fc.assert(
      fc.property(registersWithPick, fc.constantFrom(...exposures), ({ pick }, exposure) => {
        const explained = explainFinding(pick, { exposure, asOfMs });
        const product = explained.factors.reduce(
          (odds, { micro }) => mulDiv(odds, micro, MICRO),
          explained.baseMicroOdds,
        );
        expect(explained.microOdds).toBe(product);
        expect(findingOdds(pick, { exposure, asOfMs })).toBe(explained.microOdds);
      }),
    );
  });

  it('a severity that was overridden keeps the last word over the CVSS score', () => {
    const odds = (severity: PostureFinding['severity'], cvssScore: number) =>
      findingOdds({ ...finding, severity, cvssScore }, { exposure: 'INTERNAL', asOfMs });
    expect(odds('LOW', 10)).toBe(4_000);
    expect(odds('CRITICAL', 0.1)).toBe(150_000);
    expect(odds('HIGH', 8)).toBe(61_579);
  });

  it('delay counts from the millisecond after the limit', () => {
    const at = (elapsedDays: number, ms: number) =>
      findingOdds(
        { ...finding, slaDueAtMs: asOfMs - elapsedDays * 86_400_000 - ms },
        { exposure: 'INTERNAL', asOfMs },
      );
    expect([at(0, 0), at(0, 1), at(30, 0), at(30, 1), at(90, 0), at(90, 1)]).toEqual([
      250_000, 312_500, 312_500, 375_000, 375_000, 500_000,
    ]);
  });
});

describe('against a plain reading of the formula', () => {
  it('agrees to the rounding with floating-point sums over generated registers', () => {
    fc.assert(
      fc.property(registers, (register) => {
        const risks = register.assets.map((one) => {
          const findings = register.findings.filter(({ assetId }) => assetId === one.assetId);
          const odds = assessAsset({ asset: one, findings, asOfMs }).microOdds / 1e6;
          return (odds / (1 + odds)) * ((impactPercent[one.criticality] ?? 0) / 100);
        });
        const n = risks.length;
        const tail = risks
          .toSorted((one, other) => other - one)
          .reduce((sum, risk, index) => sum + (risk * 2) / ((index + 2) * (index + 3)), 0);
        const mean = risks.reduce((sum, risk) => sum + risk, 0) / n;
        const expected = 100 * (1 - (0.75 * tail + (1 - (0.75 * n) / (n + 2)) * mean));
        expect(Math.abs((scoreOf(register).uncappedScore ?? Number.NaN) - expected)).toBeLessThan(0.0101);
      }),
    );
  });

  it('stays exact with a finding count and odds far beyond real registers', () => {
    const worst = {
      ...finding,
      cvssScore: 10,
      knownExploited: true,
      recurrences: 9,
      openedAtMs: 0,
      slaDueAtMs: 0,
    };
    const findings = Array.from({ length: 200_000 }, (_, index) => ({
      ...worst,
      findingId: `f${index}`,
      vulnerabilityKeys: [],
    }));
    const risk = assessAsset({ asset: { ...asset, exposure: 'INTERNET' }, findings, asOfMs });
    expect(risk.microOdds).toBe(200_000 * 33_600_000);
    const { score, contributions } = scorePosture({ assets: [risk], asOfMs, inputsHash: '' });
    expect(score).toBe(0);
    expect(contributions.reduce((sum, { microPoints }) => sum + microPoints, 0)).toBe(100_000_000);
  });
});

describe('caps', () => {
  it('share what they took: resolving the strictest gives back exactly its part', () => {
    const exposed: PostureAsset = { assetId: 'x', criticality: 5, exposure: 'INTERNET' };
    const clean = Array.from({ length: 400 }, (_, index) => ({ ...asset, assetId: `c${index}` }));
    const kev = {
      ...finding,
      knownExploited: true,
      controls: [{ controlId: 'waf', share: 0.8, evidenceIds: ['e1'] }],
    };
    const assets = [asset, exposed, ...clean];
    const both = scoreOf({ assets, findings: [kev, { ...kev, findingId: 'g', assetId: 'x' }] });
    expect(both.capsApplied.map(({ rule, lossHundredths }) => [rule, lossHundredths])).toEqual([
      ['KEV_CRITICAL_ON_EXPOSED_CROWN_JEWEL', 2_000],
      ['KEV_CRITICAL_ON_CROWN_JEWEL', Math.round((both.uncappedScore ?? 0) * 100) - 5_999],
    ]);
    const one = scoreOf({ assets, findings: [kev] });
    expect([both.score, one.score]).toEqual([39.99, 59.99]);
  });
});

describe('contributions', () => {
  it('are equal for equal assets, whatever their ranks', () => {
    const assets = ['a', 'b', 'c', 'd'].map((assetId) => ({ ...asset, assetId }));
    const findings = ['a', 'b', 'c'].map((assetId) => ({ ...finding, findingId: `f-${assetId}`, assetId }));
    const { score, contributions } = scoreOf({ assets, findings });
    const parts = contributions.map(({ microPoints }) => microPoints);
    expect(parts).toHaveLength(3);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(
      100_000_000 - Math.round((score ?? 0) * 100) * 10_000,
    );
    expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
  });

  it('name the heaviest of many assets, in order', () => {
    const assets = Array.from({ length: 2_000 }, (_, index) => ({ ...asset, assetId: `a${index}` }));
    const findings = assets.map(({ assetId }, index) => ({
      ...finding,
      findingId: `f${index}`,
      assetId,
      epss: ((index * 7_919) % 2_000) / 2_000,
    }));
    const { contributions } = scoreOf({ assets, findings }, 10);
    const expected = findings.toSorted((one, other) => other.epss - one.epss).slice(0, 10);
    expect(contributions.flatMap((part) => (part.kind === 'FINDING' ? [part.findingId] : []))).toEqual(
      expected.map(({ findingId }) => findingId),
    );
    expect(contributions.at(-1)).toMatchObject({ kind: 'REST', findings: 1_990 });
  });

  it('a cap names the first finding that trips it by asset, then finding, and counts the others', () => {
    const kev = { ...finding, knownExploited: true };
    const findings = [
      { ...kev, findingId: 'f2', assetId: 'a', recurrences: 3, vulnerabilityKeys: [] },
      { ...kev, findingId: 'f1', assetId: 'a', recurrences: 2, vulnerabilityKeys: [] },
      { ...kev, findingId: 'f3', assetId: 'a', vulnerabilityKeys: [] },
      { ...kev, findingId: 'f0', assetId: 'b', vulnerabilityKeys: [] },
    ];
    const clean = Array.from({ length: 200 }, (_, index) => ({ ...asset, assetId: `c${index}` }));
    const { contributions } = scoreOf({ assets: [{ ...asset, assetId: 'b' }, asset, ...clean], findings });
    expect(contributions[0]).toMatchObject({ kind: 'CAP', findings: 4, assetId: 'a', findingId: 'f1' });
  });

  it('the smallest open finding in a huge estate still costs the last digit', () => {
    const least: PostureFinding = {
      ...finding,
      severity: 'INFO',
      status: 'CLIENT_FIXED',
      epss: 0,
      controls: [{ controlId: 'waf', share: 1, evidenceIds: ['e1'] }],
    };
    const lab: PostureAsset = { assetId: 'a', criticality: 1, exposure: 'ISOLATED' };
    const clean = Array.from({ length: 10_000 }, (_, index) => ({ ...asset, assetId: `c${index}` }));
    const { score, contributions } = scoreOf({ assets: [lab, ...clean], findings: [least] });
    // No product of factors can be smaller, so none needs a floor.
    expect(assessAsset({ asset: lab, findings: [least], asOfMs })).toMatchObject({
      microOdds: 3,
      microImpact: 1,
    });
    expect(score).toBe(99.99);
    expect(contributions).toMatchObject([{ kind: 'FINDING', findingId: 'f', microPoints: 10_000 }]);
  });
});

describe('bands', () => {
  it.each([
    [0, 'Severe'],
    [3_999, 'Severe'],
    [4_000, 'Elevated'],
    [5_999, 'Elevated'],
    [6_000, 'Moderate'],
    [7_999, 'Moderate'],
    [8_000, 'Good'],
    [8_999, 'Good'],
    [9_000, 'Strong'],
    [10_000, 'Strong'],
  ])('%i hundredths are %s', (score, band) => expect(bandOf(score)).toBe(band));

  it('refuse what is no score', () => {
    for (const score of [-1, 10_001, Number.NaN]) expect(() => bandOf(score)).toThrow(RangeError);
  });
});
