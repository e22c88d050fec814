import type { CapRule } from './models/posture-1/caps.ts';
import type { LossCode } from './models/posture-1/losses.ts';

/** Every sentence of this module that people read. */
export const scoringText = {
  lossLabel: {
    OPEN_CRITICAL: 'Open critical vulnerabilities',
    OPEN_HIGH: 'Open high vulnerabilities',
    OPEN_MEDIUM: 'Open medium vulnerabilities',
    OPEN_LOW: 'Open low vulnerabilities',
    OPEN_INFO: 'Open informational vulnerabilities',
    CLIENT_FIXED: 'Declared fixes not yet verified',
  } satisfies Record<LossCode, string>,
  capLabel: {
    KEV_CRITICAL_ON_EXPOSED_CROWN_JEWEL:
      'Attackers already use a critical weakness of an internet-facing crown jewel',
    KEV_CRITICAL_ON_CROWN_JEWEL: 'Attackers already use a critical weakness of a crown jewel',
    KEV_SERIOUS_ON_IMPORTANT_ASSET: 'Attackers already use a serious weakness of an important asset',
    KEV_OPEN: 'Attackers already use a weakness that is open',
  } satisfies Record<CapRule, string>,
  onlyScoresReplay: 'Only scores can be decided again; this decision was of another kind.',
  noSuchFormula: (version: string) => `The formula ${version} is not part of this version of the platform.`,
  importMapped: ({ targets, made }: { readonly targets: number; readonly made: number }) =>
    `${targets} ${targets === 1 ? 'target' : 'targets'}, ${made} of them new assets`,
  nothingToScore:
    'There is nothing to score: no finalized import of this assessment has looked at an asset yet.',
  stepLabel: {
    count: 'Assets and vulnerabilities that count',
    tail: 'The worst assets, by rank',
    breadth: 'The mean over all assets',
    loss: 'Loss before caps',
    caps: 'Caps that apply',
    score: 'Score',
    targets: 'Targets of the report, and assets that they are',
    classes: 'Classes that the parser gave',
  },
} as const;

/** The name of one part of the loss of score. */
export function lossLabelOf(code: LossCode | `CAP_${CapRule}`): string {
  const labels: Readonly<Record<string, string>> = { ...scoringText.lossLabel, ...scoringText.capLabel };
  return labels[code.replace(/^CAP_/, '')] ?? code;
}
