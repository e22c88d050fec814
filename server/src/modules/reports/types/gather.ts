import type { ReadCtx } from '../../../platform/db/ctx.ts';
import type { Score } from '../../scoring/facade.ts';
import type { Period } from '../period.ts';
import { reportTypeFolders, typeOfFolder } from './registry.ts';

/** What a report speaks of. */
export interface ReportRequest {
  /** Null: the whole tenant. */
  readonly assessmentId: string | null;
  readonly period: Period;
  readonly previous: Period;
  /** RFC 3339: the moment the figures speak of. */
  readonly asOf: string;
  /** `asOf` is the present of the snapshot. */
  readonly live: boolean;
}

/** The figures of a report, and what the list of reports shows of them. */
export interface Gathered<Snapshot> {
  readonly snapshot: Snapshot;
  /** Scores that the snapshot names the traces of; kept before anybody reads it. */
  readonly scores: readonly Score[];
  readonly score: number | null;
  readonly riskLevel: string | null;
  readonly formulaVersion: string;
}

/** `gather.ts` of a report type: the one part of it that reads the register, all in the caller's snapshot. */
export type Gather<Snapshot = unknown> = (
  ctx: ReadCtx,
  request: ReportRequest,
) => Promise<Gathered<Snapshot>>;

/** Every report type's gatherer by its API name. @throws TypeError when a folder has none */
export const gatherers: ReadonlyMap<string, Gather> = new Map(
  await Promise.all(
    reportTypeFolders.map(async (name): Promise<[string, Gather]> => {
      const module: Record<string, unknown> = await import(
        new URL(`./${name}/gather.ts`, import.meta.url).href
      );
      if (!isGather(module.default))
        throw new TypeError(`types/${name}/gather.ts has no function as its default export.`);
      return [typeOfFolder(name), module.default];
    }),
  ),
);

function isGather(value: unknown): value is Gather {
  return typeof value === 'function';
}
