import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severities, severityRank } from '../../../../kernel/severity.ts';
import { assessAsset } from './asset.ts';
import { MICRO } from './fixed.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import type { Register } from './register.fixture.ts';
import {
  asOfMs,
  controlsArbitrary,
  registers,
  registersWithPick,
  scoreOf,
  withFinding,
} from './register.fixture.ts';
import { exposures } from './weights.ts';

const score = (register: Register) => scoreOf(register).score ?? Number.NaN;

function neverRaises(worsen: (finding: PostureFinding) => PostureFinding) {
  fc.assert(
    fc.property(registersWithPick, ({ register, pick }) => {
      expect(score(withFinding(register, pick, worsen(pick)))).toBeLessThanOrEqual(score(register));
    }),
  );
}

function cleanAssets(count: number, criticality = 1): PostureAsset[] {
  return Array.from({ length: count }, (_, index) => ({
    assetId: `clean${index}`,
    criticality,
    exposure: 'INTERNAL',
  }));
}

describe('fixing never lowers the score', () => {
  it('when a finding is closed', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        expect(score(withFinding(register, pick, null))).toBeGreaterThanOrEqual(score(register));
      }),
    );
  });

  it('when a finding is declared fixed, and verification gives the rest', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const open = score(withFinding(register, pick, { ...pick, status: 'OPEN' }));
        const declared = score(withFinding(register, pick, { ...pick, status: 'CLIENT_FIXED' }));
        const verified = score(withFinding(register, pick, null));
        expect(declared).toBeGreaterThanOrEqual(open);
        expect(verified).toBeGreaterThanOrEqual(declared);
      }),
    );
  });

  it('a declared fix alone always weighs less than open, and more than nothing', () => {
    fc.assert(
      fc.property(registersWithPick, fc.constantFrom(...exposures), ({ pick }, exposure) => {
        const asset = { assetId: pick.assetId, criticality: 5, exposure };
        const oddsOf = (findings: readonly PostureFinding[]) =>
          assessAsset({ asset, findings, asOfMs }).microOdds;
        const declared = oddsOf([{ ...pick, status: 'CLIENT_FIXED' }]);
        expect(declared).toBeGreaterThan(0);
        expect(declared).toBeLessThan(oddsOf([{ ...pick, status: 'OPEN' }]));
      }),
    );
  });

  it('when a compensating control with evidence is added, in whatever order they are told', () => {
    fc.assert(
      fc.property(registersWithPick, controlsArbitrary, ({ register, pick }, controls) => {
        const at = (given: PostureFinding['controls'] = []) =>
          score(withFinding(register, pick, { ...pick, controls: given }));
        const scores = controls.map((_, index) => at(controls.slice(0, index)));
        expect([...scores, at(controls)]).toEqual(
          [...scores, at(controls)].toSorted((one, other) => one - other),
        );
        expect(at(controls.toReversed())).toBe(at(controls));
      }),
    );
  });

  it('and a compensating control without evidence changes nothing', () => {
    fc.assert(
      fc.property(registersWithPick, controlsArbitrary, ({ register, pick }, controls) => {
        const claims = controls.map((control) => ({ ...control, evidenceIds: [] }));
        const bare = withFinding(register, pick, { ...pick, controls: [] });
        expect(score(withFinding(register, pick, { ...pick, controls: claims }))).toBe(score(bare));
      }),
    );
  });

  it('when a vulnerability is verified on every asset that has it', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const key = pick.vulnerabilityKeys[0];
        const left = register.findings.filter(
          (finding) => finding !== pick && (key === undefined || !finding.vulnerabilityKeys.includes(key)),
        );
        expect(score({ ...register, findings: left })).toBeGreaterThanOrEqual(score(register));
      }),
    );
  });
});

describe('getting worse never raises the score', () => {
  it('by a worse severity', () => {
    neverRaises((finding) => ({
      ...finding,
      severity: severities[Math.max(0, severityRank(finding.severity) - 1)] ?? 'CRITICAL',
    }));
  });
  it('by a higher CVSS score', () => {
    fc.assert(
      fc.property(
        registersWithPick,
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        ({ register, pick }, one, other) => {
          const at = (tenths: number) =>
            score(withFinding(register, pick, { ...pick, cvssScore: tenths / 10 }));
          expect(at(Math.max(one, other))).toBeLessThanOrEqual(at(Math.min(one, other)));
        },
      ),
    );
  });
  it('by becoming known exploited', () => neverRaises((finding) => ({ ...finding, knownExploited: true })));
  it('by a higher EPSS', () =>
    neverRaises((finding) => ({ ...finding, epss: Math.min(1, (finding.epss ?? 0.05) * 1.5) })));
  it('by a recurrence', () =>
    neverRaises((finding) => ({ ...finding, recurrences: finding.recurrences + 1 })));
  it('by age', () =>
    neverRaises((finding) => ({ ...finding, openedAtMs: finding.openedAtMs - 100 * 86_400_000 })));
  it('by missing the SLA', () =>
    neverRaises((finding) => ({
      ...finding,
      slaDueAtMs: Math.min(finding.slaDueAtMs ?? asOfMs, asOfMs - 1),
    })));

  it('by one more finding', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const more = { ...pick, findingId: 'extra', vulnerabilityKeys: ['CVE-2026-99'] };
        expect(score({ ...register, findings: [...register.findings, more] })).toBeLessThanOrEqual(
          score(register),
        );
      }),
    );
  });

  it('by a more critical or more exposed asset', () => {
    fc.assert(
      fc.property(registersWithPick, ({ register, pick }) => {
        const change = (part: Partial<PostureAsset>) => {
          const assets = register.assets.map((asset) =>
            asset.assetId === pick.assetId ? { ...asset, ...part } : asset,
          );
          return score({ ...register, assets });
        };
        const byCriticality = [1, 2, 3, 4, 5].map((criticality) => change({ criticality }));
        const byExposure = (['ISOLATED', 'INTERNAL', 'UNKNOWN', 'INTERNET'] as const).map((exposure) =>
          change({ exposure }),
        );
        for (const scores of [byCriticality, byExposure])
          expect(scores).toEqual(scores.toSorted((one, other) => other - one));
      }),
    );
  });
});

describe('clean assets cannot hide a bad one', () => {
  it('they never lower the score, and give back at most the part of the mean', () => {
    fc.assert(
      fc.property(
        registers,
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 5 }),
        (register, count, criticality) => {
          const before = scoreOf(register);
          const after = scoreOf({
            ...register,
            assets: [...register.assets, ...cleanAssets(count, criticality)],
          });
          const tail = Number(before.steps.find(({ step }) => step === 'tail')?.values.tail);
          expect(after.score).toBeGreaterThanOrEqual(before.score ?? Number.NaN);
          expect(after.uncappedScore).toBeLessThanOrEqual(100 - 75 * tail + 0.005);
        },
      ),
    );
  });

  it('an owned crown jewel costs at least 25 × its risk points among a hundred thousand clean assets', () => {
    const bad: PostureFinding = {
      findingId: 'f',
      assetId: 'crown',
      severity: 'CRITICAL',
      cvssScore: 10,
      knownExploited: false,
      epss: 1,
      status: 'OPEN',
      recurrences: 3,
      openedAtMs: 0,
      slaDueAtMs: 0,
      vulnerabilityKeys: ['CVE-2026-1'],
    };
    const crown: PostureAsset = { assetId: 'crown', criticality: 5, exposure: 'INTERNET' };
    const risk = assessAsset({ asset: crown, findings: [bad], asOfMs }).microRisk / MICRO;
    const result = scoreOf({ assets: [crown, ...cleanAssets(100_000)], findings: [bad] });
    expect(risk).toBeGreaterThan(0.9);
    expect(result.score).toBeLessThanOrEqual(100 - 25 * risk + 0.005);
  });
});

describe('caps', () => {
  it('a known-exploited critical on a crown jewel keeps the band at Elevated or worse, Severe when exposed', () => {
    fc.assert(
      fc.property(
        registersWithPick,
        fc.constantFrom(...exposures),
        fc.nat(50),
        ({ register, pick }, exposure, clean) => {
          const crown: PostureAsset = { assetId: 'crown', criticality: 5, exposure };
          const finding: PostureFinding = {
            ...pick,
            assetId: 'crown',
            findingId: 'kev',
            severity: 'CRITICAL',
            knownExploited: true,
            status: 'OPEN',
          };
          const assets = [...register.assets, crown, ...cleanAssets(clean)];
          const { band } = scoreOf({ assets, findings: [...register.findings, finding] });
          expect(exposure === 'INTERNET' ? ['Severe'] : ['Severe', 'Elevated']).toContain(band);
        },
      ),
    );
  });

  it('nobody is Strong with a known-exploited vulnerability open', () => {
    fc.assert(
      fc.property(registersWithPick, fc.nat(200), ({ register, pick }, clean) => {
        const finding: PostureFinding = { ...pick, knownExploited: true, status: 'OPEN' };
        const { findings } = withFinding(register, pick, finding);
        expect(scoreOf({ assets: [...register.assets, ...cleanAssets(clean)], findings }).band).not.toBe(
          'Strong',
        );
      }),
    );
  });
});

describe('a tenant without data has no score, not 100', () => {
  it('whatever assets it knows of that nobody looked at', () => {
    fc.assert(
      fc.property(registers, ({ assets }) => {
        const unseen = assets.map((asset) => ({ ...asset, assessed: false }));
        const { score: none, band, contributions } = scoreOf({ assets: unseen, findings: [] });
        expect({ none, band, contributions }).toEqual({ none: null, band: null, contributions: [] });
      }),
    );
  });

  it('and assets that nobody looked at change no score', () => {
    fc.assert(
      fc.property(registers, fc.nat(50), (register, count) => {
        const unseen = cleanAssets(count).map((asset) => ({ ...asset, assessed: false }));
        expect(score({ ...register, assets: [...register.assets, ...unseen] })).toBe(score(register));
      }),
    );
  });
});
