import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Composed, compose } from '../compose.ts';
import type { Source } from '../kernel/ctx.ts';
import { type Config, ConfigError, readConfig } from '../platform/config/config.ts';
import { type SecretKeys, secretKeysOf } from '../platform/config/secret-key-file.ts';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey } from '../platform/crypto/master-key.ts';
import { type EmbeddedPostgres, startEmbedded } from '../platform/db/embedded/start-embedded.ts';
import { StartupError } from '../platform/db/errors.ts';
import { prepareDatabase } from '../platform/db/prepare.ts';
import { earlierSigningKeys } from '../platform/db/signing-keys.ts';
import { createLog, type Log } from '../platform/telemetry/log.ts';
import { version } from '../version.ts';
import { addDemo } from './add-demo.ts';
import { isExpected } from './expected.ts';

const roles = ['all', 'api', 'worker'] as const;
const drainLimitMs = 25_000;

export const systemSource: Source = { nowMs: Date.now, randomBytes };

/** `serve`: runs until SIGTERM or SIGINT, then drains. Every reason not to start is one line and exit code 1. */
export async function serve(args: readonly string[]): Promise<void> {
  try {
    const { role, demo } = readArguments(args);
    const config = readConfig(process.env);
    const log = createLog({ level: config.logLevel });
    await start({ config, role, demo, log });
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`CRP cannot start: ${error.message}`);
    process.exitCode = 1;
  }
}

interface Start {
  readonly config: Config;
  readonly role: (typeof roles)[number];
  readonly demo: boolean;
  readonly log: Log;
}

async function start({ config, role, demo, log }: Start): Promise<void> {
  const startedAt = performance.now();
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded({ dataDir: config.dataDir, log: embeddedLog(log) });
  let composed: Composed;
  try {
    // After the database: it makes the data folder in the way that its own user can pass through.
    const secretKeys = await secretKeysOf(config);
    if (secretKeys.madeAt)
      console.log(
        `A new secret key was made at ${secretKeys.madeAt}. Back it up: without it stored secrets cannot be read.`,
      );
    composed = await open({
      config,
      role,
      demo,
      log,
      secretKeys,
      adminUrl: config.databaseUrl ?? embedded?.adminUrl ?? '',
      soleOwner: embedded !== undefined,
    });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  // From here on it serves: nothing that fails may take the database from under it.
  stopOnSignal({ composed, embedded, log });
  const ms = Math.round(performance.now() - startedAt);
  log.info({ version, role, url: config.publicUrl, ms }, 'ready');
  console.log(`CRP ${version} is ready at ${config.publicUrl} (${ms} ms)`);
  if (demo) await addDemo({ config, platform: composed.platform });
}

interface Open {
  readonly config: Config;
  readonly role: Start['role'];
  readonly demo: boolean;
  readonly log: Log;
  readonly secretKeys: SecretKeys;
  readonly adminUrl: string;
  readonly soleOwner: boolean;
}

async function open(options: Open): Promise<Composed> {
  const { config, role, demo, log, secretKeys, adminUrl, soleOwner } = options;
  const ring = { current: masterKey(secretKeys.current), previous: secretKeys.previous.map(masterKey) };
  const ringKeys = createKeys(ring.current, { previous: ring.previous });
  const appUrl = await prepareDatabase({ adminUrl, appPassword: ringKeys.databasePassword, ring, log });
  const retired = await earlierSigningKeys(adminUrl, ringKeys.secrets);
  const keys = createKeys(ring.current, { previous: ring.previous, retired });
  const composed = await compose({
    config,
    keys,
    appUrl,
    role,
    source: systemSource,
    log,
    soleOwner,
    demoComes: demo,
  });
  try {
    await composed.app.listen({ port: config.port, host: config.host });
    return composed;
  } catch (error) {
    await composed.stop();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartupError(`Port ${config.port} is taken. Set CRP_PORT to a free one.`, { cause: error });
    }
    throw error;
  }
}

function stopOnSignal({
  composed,
  embedded,
  log,
}: {
  composed: Composed;
  embedded: EmbeddedPostgres | undefined;
  log: Log;
}): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const late = setTimeout(() => log.warn('still busy after 25 s; stopping anyway'), drainLimitMs);
    late.unref();
    const limit = new Promise<void>((resolve) => setTimeout(resolve, drainLimitMs).unref());
    await Promise.race([composed.stop(), limit]);
    await embedded?.stop();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

function readArguments(args: readonly string[]): { role: Start['role']; demo: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { role: { type: 'string', default: 'all' }, demo: { type: 'boolean', default: false } },
    });
    const role = roles.find((one) => one === values.role);
    if (!role) throw new ConfigError(`--role must be one of ${roles.join(', ')}.`);
    return { role, demo: values.demo };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
}

function embeddedLog(log: Log) {
  return { info: (message: string) => log.info(message), warn: (message: string) => log.warn(message) };
}
