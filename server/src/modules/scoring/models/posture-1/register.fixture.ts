import fc from 'fast-check';
import { severities } from '../../../../kernel/severity.ts';
import { createAccumulator } from './accumulator.ts';
import type { PostureAsset, PostureFinding } from './input.ts';
import type { PostureResult } from './score.ts';
import { exposures, findingStatuses } from './weights.ts';

/** Generated registers for the property tests. */
export interface Register {
  readonly assets: readonly PostureAsset[];
  readonly findings: readonly PostureFinding[];
}

export const asOfMs = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;

const cve = fc.integer({ min: 1, max: 12 }).map((n) => `CVE-2026-${n}`);
const ghsa = fc.integer({ min: 1, max: 6 }).map((n) => `GHSA-${n}`);
const whenNear = fc.integer({ min: -800, max: 40 }).map((days) => asOfMs + days * dayMs);

const assetArbitrary = fc.record({
  criticality: fc.integer({ min: 1, max: 5 }),
  exposure: fc.constantFrom(...exposures),
});

/** Compensating controls, some of them claims without evidence. */
export const controlsArbitrary = fc.uniqueArray(
  fc.record({
    controlId: fc.integer({ min: 1, max: 9 }).map((n) => `control${n}`),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    evidenceIds: fc.constantFrom([], ['e1'], ['e1', 'e2']),
  }),
  { maxLength: 4, selector: ({ controlId }) => controlId },
);

const findingArbitrary = fc.record({
  severity: fc.constantFrom(...severities),
  cvssScore: fc.option(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10)),
  knownExploited: fc.boolean(),
  epss: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  status: fc.constantFrom(...findingStatuses),
  recurrences: fc.nat(5),
  openedAtMs: whenNear,
  slaDueAtMs: fc.option(whenNear),
  controls: controlsArbitrary,
  vulnerabilityKeys: fc.oneof(fc.constant([]), fc.tuple(cve), fc.tuple(ghsa), fc.tuple(cve, ghsa)),
  place: fc.nat(7),
});

/** One to eight assessed assets with up to thirty findings, and the aliases of every finding kept on its asset. */
export const registers: fc.Arbitrary<Register> = fc
  .tuple(
    fc.array(assetArbitrary, { minLength: 1, maxLength: 8 }),
    fc.array(findingArbitrary, { maxLength: 30 }),
  )
  .map(([assetParts, findingParts]) => {
    const findings = findingParts.map(({ place, ...finding }, index) => ({
      ...finding,
      findingId: `f${index}`,
      assetId: `a${place % assetParts.length}`,
    }));
    const assets = assetParts.map((asset, index) => {
      const assetId = `a${index}`;
      const own = findings.filter((finding) => finding.assetId === assetId);
      return { ...asset, assetId, aliases: own.map((finding) => finding.vulnerabilityKeys) };
    });
    return { assets, findings };
  });

/** Registers with at least one finding, and one of them picked. */
export const registersWithPick = registers
  .filter(({ findings }) => findings.length > 0)
  .chain((register) =>
    fc.record({ register: fc.constant(register), pick: fc.constantFrom(...register.findings) }),
  );

export function scoreOf({ assets, findings }: Register, topN = 20): PostureResult {
  const accumulator = createAccumulator({ asOfMs });
  for (const asset of assets) accumulator.addAsset(asset);
  for (const finding of findings) accumulator.addFinding(finding);
  return accumulator.result({ inputsHash: 'sha256:test', topN });
}

/** The register with one finding changed, or without it. */
export function withFinding(
  { assets, findings }: Register,
  pick: PostureFinding,
  next: PostureFinding | null,
): Register {
  const others = findings.filter((finding) => finding !== pick);
  return { assets, findings: next ? [...others, next] : others };
}
