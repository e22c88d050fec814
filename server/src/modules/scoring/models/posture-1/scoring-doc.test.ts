import { readFileSync } from 'node:fs';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { severities } from '../../../../kernel/severity.ts';
import { createAccumulator } from './accumulator.ts';
import { bands } from './bands.ts';
import { capRules } from './caps.ts';
import type { Contribution } from './contributions.ts';
import { decimal, MICRO } from './fixed.ts';
import * as weights from './weights.ts';

const doc = readFileSync(new URL('../../../../../../docs/scoring.md', import.meta.url), 'utf8');

const Example = Compile(
  Type.Object({
    assets: Type.Array(
      Type.Object({
        assetId: Type.String(),
        criticality: Type.Integer(),
        exposure: Type.Enum(weights.exposures),
        assessed: Type.Optional(Type.Boolean()),
      }),
    ),
    cleanAssets: Type.Optional(Type.Integer()),
    findings: Type.Array(
      Type.Object({
        findingId: Type.String(),
        assetId: Type.String(),
        severity: Type.Enum(severities),
        cvssScore: Type.Optional(Type.Number()),
        epss: Type.Optional(Type.Number()),
        knownExploited: Type.Optional(Type.Boolean()),
        status: Type.Optional(Type.Enum(weights.findingStatuses)),
        recurrences: Type.Optional(Type.Integer()),
        openedAt: Type.Optional(Type.String()),
        slaDueAt: Type.Optional(Type.String()),
        vulnerabilityKeys: Type.Optional(Type.Array(Type.String())),
        controls: Type.Optional(
          Type.Array(
            Type.Object({
              controlId: Type.String(),
              share: Type.Number(),
              evidenceIds: Type.Array(Type.String()),
            }),
          ),
        ),
      }),
    ),
    expect: Type.Object({
      score: Type.Union([Type.Number(), Type.Null()]),
      uncappedScore: Type.Union([Type.Number(), Type.Null()]),
      band: Type.Union([Type.String(), Type.Null()]),
      duplicates: Type.Optional(Type.Integer()),
      parts: Type.Record(Type.String(), Type.String()),
    }),
  }),
);

function examples() {
  const sections = doc.slice(doc.indexOf('## Worked examples')).split(/^### /m).slice(1);
  return sections.map((section) => {
    const json = /```json\n(.*?)```/s.exec(section)?.[1] ?? 'null';
    return { title: section.slice(0, section.indexOf('\n')), example: Example.Parse(JSON.parse(json)) };
  });
}

function nameOf(part: Contribution): string {
  if (part.kind === 'REST') return 'REST';
  return part.kind === 'CAP' ? part.rule : part.findingId;
}

describe('docs/scoring.md says what the code does', () => {
  it.each(examples())('worked example: $title', ({ example }) => {
    const asOfMs = Date.UTC(2026, 5, 1);
    const accumulator = createAccumulator({ asOfMs });
    for (const asset of example.assets) accumulator.addAsset(asset);
    for (let index = 0; index < (example.cleanAssets ?? 0); index += 1) {
      accumulator.addAsset({ assetId: `clean${index}`, criticality: 1, exposure: 'INTERNAL' });
    }
    for (const { openedAt, slaDueAt, ...finding } of example.findings) {
      accumulator.addFinding({
        knownExploited: false,
        status: 'OPEN',
        recurrences: 0,
        vulnerabilityKeys: [],
        openedAtMs: openedAt ? Date.parse(openedAt) : asOfMs,
        slaDueAtMs: slaDueAt ? Date.parse(slaDueAt) : null,
        ...finding,
      });
    }
    const { score, uncappedScore, band, counts, contributions } = accumulator.result({ inputsHash: 'doc' });
    const parts = Object.fromEntries(
      contributions.map((part) => [nameOf(part), decimal(part.microPoints, 6)]),
    );
    const { duplicates, ...expected } = example.expect;
    expect({ score, uncappedScore, band, parts }).toEqual(expected);
    expect(counts.duplicates).toBe(duplicates ?? 0);
  });

  it('has the worked examples at all', () => expect(examples().length).toBeGreaterThanOrEqual(5));

  it('lists the base odds', () => {
    for (const [severity, band] of Object.entries(weights.severityOdds)) {
      const range = `${(band.cvssFrom / 10).toFixed(1)}–${(band.cvssTo / 10).toFixed(1)}`;
      const odds = [band.from, band.to, band.unscored].map((micro) => String(micro / MICRO));
      expect(doc).toContain(`| ${[severity, range, ...odds].join(' | ')} |`);
    }
  });

  it('lists exposure, recurrence, delay, status and mitigation', () => {
    const factor = (micro: number | undefined) => String((micro ?? Number.NaN) / MICRO);
    for (const [exposure, micro] of Object.entries(weights.exposureFactor)) {
      expect(doc).toContain(`| ${exposure} | ${factor(micro)} |`);
    }
    const [, once, twice, more] = weights.recurrenceFactors.map(factor);
    expect(doc).toContain(`once × ${once}, twice × ${twice}, more often × ${more}.`);
    const [late, later, latest] = weights.overdueFactors.toReversed();
    expect(doc).toContain(
      `× ${factor(late?.factor)}, after ${later?.moreThanDays} days × ${factor(later?.factor)}, after ${latest?.moreThanDays} days × ${factor(latest?.factor)}.`,
    );
    const ages = weights.ageFactors
      .toReversed()
      .map((step) => `${step.moreThanDays} days × ${factor(step.factor)}`);
    expect(doc).toContain(`more than ${ages.join(', ')}.`);
    expect(doc).toContain(`not yet verified: × ${factor(weights.statusFactor.CLIENT_FIXED)}.`);
    expect(doc).toContain(`Together they remove at most ${factor(weights.largestMitigation)}.`);
    expect(doc).toContain(
      `Known exploited (a KEV listing): × ${factor(weights.exploitFactor.knownExploited)}.`,
    );
    const { epssFloor, epssStep } = weights.exploitFactor;
    expect(doc).toContain(`× (${factor(epssFloor)} + ${factor(epssStep * 100_000)} × EPSS)`);
  });

  it('lists criticality, caps and bands', () => {
    for (const [criticality, percent] of weights.impactPercent.entries()) {
      if (criticality === 0) continue;
      const label = criticality === weights.crownJewel ? `${criticality} (crown jewel)` : criticality;
      expect(doc).toContain(`| ${label} | ${percent} % |`);
    }
    for (const { rule, ceiling } of capRules)
      expect(doc).toMatch(new RegExp(`\\| \`${rule}\` \\|.*\\| ${ceiling / 100} \\|`));
    const [severe, elevated, moderate, good] = bands.map(({ below }) => below / 100);
    expect(doc).toContain(`| Severe | below ${severe} |`);
    expect(doc).toContain(`| Elevated | ${severe} to below ${elevated} |`);
    expect(doc).toContain(`| Moderate | ${elevated} to below ${moderate} |`);
    expect(doc).toContain(`| Good | ${moderate} to below ${good} |`);
    expect(doc).toContain(`| Strong | ${good} and more |`);
  });
});
