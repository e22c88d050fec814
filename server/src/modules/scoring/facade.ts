/** What other modules may use of scoring: the score of a snapshot, its trace, its history, its trends. */

export { type LossPart, lossParts, presentContributions } from './contributions.ts';
export { dueSoonDays } from './levels.ts';
export type { Subject } from './population.ts';
export { type Recomputed, recomputeTrace } from './recompute-trace.ts';
export { versionsOf } from './register-store.ts';
export type { Remedy } from './remedies.ts';
export { pointOf, type Score, scoreIn } from './score.ts';
export { keepScore } from './service.ts';
export { type Exposure, type PointRow, pointAt, pointsBefore, selectTrace } from './store.ts';
export { type ExposureSnapshot, exposureSeries } from './trends/exposure.ts';
export { type TrendWindow, trendWindow } from './trends/range.ts';
export { scoreTrend } from './trends/scores.ts';
export { cheapestPath, type PathFix, type WhatIf, whatIf } from './what-if.ts';
