import type pg from 'pg';
import type { Static, TObject } from 'typebox';
import type { Caller, Ctx, ReadCtx } from '../db/ctx.ts';

/** One kind of background work. Delivered at least once; each task makes its effect happen once (state check in its transaction). */
export interface Job<P extends TObject = TObject> {
  /** `module.verb`, the `task` of a JobRequest. */
  readonly task: string;
  /** Ids only. Old payloads stay acceptable: new fields are optional (house rule 10). */
  readonly payload: P;
  readonly run: (run: JobRun, payload: Static<P>) => Promise<void>;
  /**
   * After the last attempt failed, before the job becomes a dead letter: tell the subject's owner. Optional.
   */
  readonly onDead?: (run: JobRun, payload: Static<P>, error: unknown) => Promise<void>;
}

/** What a running job may do. The tenant comes from the payload; each call is a transaction of its own. */
export interface JobRun {
  readonly read: <T>(work: (ctx: ReadCtx) => Promise<T>) => Promise<T>;
  readonly write: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;
  readonly bulk: <T>(work: (ctx: Ctx, client: pg.PoolClient) => Promise<T>) => Promise<T>;
  readonly caller: Caller;
  /** Aborts when the process drains; long work stops at the next safe point and is run again later. */
  readonly signal: AbortSignal;
  /** 1-based. */
  readonly attempt: number;
}

export function job<P extends TObject>(definition: Job<P>): Job<P> {
  return definition;
}
