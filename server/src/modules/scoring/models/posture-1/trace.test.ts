import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../kernel/errors.ts';
import { createAccumulator } from './accumulator.ts';
import { assessAsset } from './asset.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import { asOfMs, registers, scoreOf } from './register.fixture.ts';
import { recompute } from './trace.ts';

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
const control = (share: number) => ({ controlId: 'waf', share, evidenceIds: ['e1'] });
const named = (findingId: string, ...vulnerabilityKeys: string[]) => ({
  ...finding,
  findingId,
  vulnerabilityKeys,
});

describe('bad input is refused naming the field, with no partial result', () => {
  const pathOf = (act: () => unknown): string | undefined => {
    try {
      act();
    } catch (error) {
      return error instanceof AppError && error.code === 'VALIDATION_FAILED'
        ? error.details?.[0]?.path
        : String(error);
    }
    return undefined;
  };

  it.each<[string, Partial<PostureFinding>]>([
    ['epss', { epss: Number.NaN }],
    ['epss', { epss: 1.01 }],
    ['cvssScore', { cvssScore: 10.1 }],
    ['cvssScore', { cvssScore: -0.1 }],
    ['controls[waf].share', { controls: [control(Number.POSITIVE_INFINITY)] }],
    ['controls[waf].share', { controls: [control(Number.NaN)] }],
    ['controls[waf]', { controls: [control(0.5), control(0.5)] }],
    ['recurrences', { recurrences: -1 }],
    ['recurrences', { recurrences: 0.5 }],
    ['openedAtMs', { openedAtMs: Number.NaN }],
    ['slaDueAtMs', { slaDueAtMs: 1e20 }],
  ])('%s: %j', (field, part) => {
    expect(pathOf(() => scoreOf({ assets: [asset], findings: [{ ...finding, ...part }] }))).toBe(
      `findings[f].${field}`,
    );
  });

  it('criticality, duplicates, foreign assets, as-of time and size of the list', () => {
    for (const criticality of [0, 6, 2.5, Number.NaN]) {
      expect(pathOf(() => scoreOf({ assets: [{ ...asset, criticality }], findings: [] }))).toBe(
        'assets[a].criticality',
      );
    }
    expect(pathOf(() => scoreOf({ assets: [asset, asset], findings: [] }))).toBe('assets[a]');
    expect(pathOf(() => scoreOf({ assets: [asset], findings: [finding, finding] }))).toBe('findings[f]');
    expect(pathOf(() => scoreOf({ assets: [], findings: [finding] }))).toBe('findings[f].assetId');
    expect(pathOf(() => createAccumulator({ asOfMs: Number.NaN }))).toBe('asOfMs');
    expect(pathOf(() => scoreOf({ assets: [asset], findings: [] }, 51))).toBe('topN');
  });
});

describe('recompute', () => {
  it('gives the stored result again from the stored text of a trace', () => {
    fc.assert(
      fc.property(registers, fc.integer({ min: 1, max: 50 }), (register, topN) => {
        const accumulator = createAccumulator({ asOfMs });
        for (const one of register.findings) accumulator.addFinding(one);
        for (const one of register.assets) accumulator.addAsset(one);
        const inputsHash = 'sha256:00';
        const stored = JSON.stringify(accumulator.result({ inputsHash, topN }));
        const trace = JSON.stringify({
          formulaVersion: 'posture-1',
          asOfMs,
          inputsHash,
          topN,
          ...accumulator.state(),
        });
        expect(JSON.stringify(recompute(JSON.parse(trace)))).toBe(stored);
      }),
    );
  });

  it('does the same from assets that were reduced before', () => {
    const accumulator = createAccumulator({ asOfMs });
    accumulator.addAssessed(assessAsset({ asset, findings: [finding, named('g', 'CVE-2')], asOfMs }));
    const head = { formulaVersion: 'posture-1', asOfMs, inputsHash: 'h', topN: 20 };
    const trace = JSON.parse(JSON.stringify({ ...head, ...accumulator.state() }));
    expect(recompute(trace)).toEqual(accumulator.result({ inputsHash: 'h' }));
  });

  it('refuses another formula, unknown fields and broken values', () => {
    const trace = {
      formulaVersion: 'posture-1',
      asOfMs,
      inputsHash: 'h',
      topN: 20,
      assets: [asset],
      findings: [finding],
      assessed: [],
    };
    expect(recompute(trace).score).toBe(80);
    for (const broken of [
      null,
      [],
      { ...trace, formulaVersion: 'posture-2' },
      { ...trace, extra: 1 },
      { ...trace, assets: [{ ...asset, owner: 'x' }] },
      { ...trace, findings: [{ ...finding, severity: 'SEVERE' }] },
      { ...trace, asOfMs: 'now' },
    ]) {
      expect(() => recompute(broken)).toThrow(AppError);
    }
  });
});
