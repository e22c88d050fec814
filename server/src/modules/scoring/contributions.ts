import type { DataOf } from '../../kernel/operation.ts';
import type { calculateAssessmentScore } from '../assessments/contract.ts';
import type { Levels } from './levels.ts';
import { scoringText } from './messages.ts';
import type { CapRule } from './models/posture-1/caps.ts';
import type { LossCode } from './models/posture-1/losses.ts';
import type { PostureResult } from './models/posture-1/score.ts';
import type { Subject } from './population.ts';

export type Contribution = DataOf<typeof calculateAssessmentScore>['contributions'][number];

/** One part of the loss of score. */
export interface LossPart {
  readonly code: LossCode | `CAP_${CapRule}`;
  /** Hundredths of a point, above 0. */
  readonly hundredths: number;
}

const microPerHundredth = 10_000;

/**
 * The whole loss, 100 − score, in hundredths of a point by kind of finding and by cap: whole numbers that add up to it. What
 * rounding down leaves goes to the largest remainders first, ties in order of size.
 */
export function lossParts({
  losses,
  capsApplied,
}: Pick<PostureResult, 'losses' | 'capsApplied'>): LossPart[] {
  const total = losses.reduce((sum, { microPoints }) => sum + microPoints, 0) / microPerHundredth;
  const floors = losses.map(({ code, microPoints }) => ({
    code,
    hundredths: Math.floor(microPoints / microPerHundredth),
    remainder: microPoints % microPerHundredth,
  }));
  const left = total - floors.reduce((sum, { hundredths }) => sum + hundredths, 0);
  const lucky = new Set(floors.toSorted((one, other) => other.remainder - one.remainder).slice(0, left));
  const ofFindings = floors.map((part) => ({
    code: part.code,
    hundredths: part.hundredths + (lucky.has(part) ? 1 : 0),
  }));
  const ofCaps = capsApplied.map(({ rule, lossHundredths }) => ({
    code: `CAP_${rule}` as const,
    hundredths: lossHundredths,
  }));
  return [...ofCaps, ...ofFindings]
    .filter(({ hundredths }) => hundredths > 0)
    .sort((one, other) => other.hundredths - one.hundredths);
}

interface Presented {
  readonly posture: PostureResult;
  readonly levels: Levels;
  readonly subject: Subject;
}

/** The waterfall from 100 to the score, each step with the list of vulnerabilities behind it. */
export function presentContributions({ posture, levels, subject }: Presented): Contribution[] {
  const within = subject.type === 'ASSESSMENT' ? `&assessmentId=${subject.id}` : '';
  const caps = new Map(posture.capsApplied.map((cap) => [`CAP_${cap.rule}`, cap]));
  return lossParts(posture).map(({ code, hundredths }) => {
    const cap = caps.get(code);
    const points = -hundredths / 100;
    if (cap) {
      const { rule, findings, assetId, findingId } = cap;
      const only = findings === 1;
      return {
        code,
        label: scoringText.capLabel[rule],
        points,
        count: findings,
        assetId: only ? assetId : null,
        vulnerabilityId: only ? findingId : null,
        filter: `${capFilter[rule]}${within}`,
      };
    }
    return { code, points, assetId: null, vulnerabilityId: null, ...ofKind(code, levels, within) };
  });
}

/** A declared fix trips the next milder rule, so these lists can hold a few less than the count says. */
const capFilter: Readonly<Record<CapRule, string>> = {
  KEV_CRITICAL_ON_EXPOSED_CROWN_JEWEL:
    'status=OPEN&kev=true&severity=CRITICAL&criticality=5&exposure=INTERNET',
  KEV_CRITICAL_ON_CROWN_JEWEL: 'status=OPEN&kev=true&severity=CRITICAL&criticality=5',
  KEV_SERIOUS_ON_IMPORTANT_ASSET: 'status=OPEN&kev=true&severity=CRITICAL,HIGH&criticality=4,5',
  KEV_OPEN: 'status=OPEN&kev=true',
};

const kinds = {
  OPEN_CRITICAL: 'CRITICAL',
  OPEN_HIGH: 'HIGH',
  OPEN_MEDIUM: 'MEDIUM',
  OPEN_LOW: 'LOW',
  OPEN_INFO: 'INFO',
} as const;

function ofKind(code: LossPart['code'], levels: Levels, within: string) {
  if (code === 'CLIENT_FIXED') {
    return {
      label: scoringText.lossLabel[code],
      count: levels.clientFixed,
      filter: `status=CLIENT_FIXED${within}`,
    };
  }
  if (!isOpenKind(code)) throw new Error(`${code} is no kind of finding`);
  const severity = kinds[code];
  return {
    label: scoringText.lossLabel[code],
    count: levels.openBySeverity[severity],
    filter: `status=OPEN&severity=${severity}${within}`,
  };
}

function isOpenKind(code: string): code is keyof typeof kinds {
  return Object.hasOwn(kinds, code);
}
