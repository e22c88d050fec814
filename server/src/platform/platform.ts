import type { Source } from '../kernel/ctx.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Config } from './config/config.ts';
import type { Keys } from './crypto/keys.ts';
import type { SealedColumn } from './crypto/sealed-column.ts';
import type { Transactor } from './db/transactor.ts';
import type { Consumer } from './events/consumer.ts';
import type { LiveFeed } from './events/live.ts';
import type { Binding } from './http/handler.ts';
import type { Authenticator } from './http/principal.ts';
import type { Job } from './jobs/job.ts';
import type { ObjectStorage } from './storage/object-storage.ts';
import type { Log } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** What the composition root hands to every module. Modules reach each other through facades, never through this. */
export interface Platform {
  readonly config: Config;
  readonly transactor: Transactor;
  readonly storage: ObjectStorage;
  readonly keys: Keys;
  readonly live: LiveFeed;
  readonly source: Source;
  readonly log: Log;
  readonly metrics: Metrics;
  /** A demo is made right after the start: it sets the platform up by itself. */
  readonly demoComes: boolean;
  /** Version of this program, from package.json. */
  readonly version: string;
}

/**
 * What a module's folder may export; the composition root finds the files by name, so adding a module is adding a folder
 * (house rule 11).
 */
export interface ModuleParts {
  /** contract.ts */
  readonly operations: readonly Operation[];
  /** routes.ts */
  readonly routes?: (platform: Platform) => readonly Binding[];
  /** jobs.ts */
  readonly jobs?: (platform: Platform) => readonly Job[];
  /** consumers.ts */
  readonly consumers?: (platform: Platform) => readonly Consumer[];
  /** authenticator.ts, in one module only */
  readonly createAuthenticator?: (platform: Platform) => Authenticator;
  /** start.ts: once at start, before requests are taken; safe on every node and every start. */
  readonly start?: (platform: Platform) => Promise<void>;
  /** sealed.ts: columns that hold sealed secrets, for a change of the master key. */
  readonly sealedColumns?: readonly SealedColumn[];
}
