import type { Source } from '../../kernel/ctx.ts';
import { type Background, createBackground } from '../../platform/background.ts';
import type { Transactor } from '../../platform/db/transactor.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { type Attempts, createAttempts } from './attempts.ts';
import { createLastUse, type LastUse } from './last-use.ts';
import { createPasswords, type Passwords } from './passwords.ts';

/** What the parts of this module share in one process. */
export interface Identity {
  readonly transactor: Transactor;
  readonly source: Source;
  readonly log: Log;
  readonly keys: Platform['keys'];
  readonly config: Platform['config'];
  readonly metrics: Platform['metrics'];
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly lastUse: LastUse;
  readonly background: Background;
}

const known = new WeakMap<Platform, Identity>();

/** One per platform, so that routes and authenticator count the same attempts. */
export function identityOf(platform: Platform): Identity {
  const found = known.get(platform);
  if (found) return found;
  const { transactor, source, log, keys, config, metrics } = platform;
  const background = createBackground(log);
  const identity: Identity = {
    transactor,
    source,
    log,
    keys,
    config,
    metrics,
    background,
    passwords: createPasswords(source),
    attempts: createAttempts({ transactor, source, onRefused: () => metrics.rateLimited('failed-attempts') }),
    lastUse: createLastUse({ transactor, source, background }),
  };
  known.set(platform, identity);
  return identity;
}
