import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { type MasterKey, recogniseCheckValue } from '../crypto/master-key.ts';
import { graphileLogger } from '../jobs/graphile.ts';
import type { Log } from '../telemetry/log.ts';
import { StartupError } from './errors.ts';
import { migrate } from './migrate.ts';
import { assertBoundByRowSecurity, provisionRoles } from './provision.ts';

interface PrepareOptions {
  readonly adminUrl: string;
  readonly appPassword: string;
  /** The master keys; a database set up with none of them is refused. */
  readonly ring: { readonly current: MasterKey; readonly previous: readonly MasterKey[] };
  readonly log: Log;
}

/**
 * Brings a database to what this version needs: roles, schema, job tables, and the proof that the walls hold. Any number of
 * nodes may do it at once.
 * @returns URL that the service runs with
 * @throws StartupError in one line for the operator
 */
export async function prepareDatabase({ adminUrl, appPassword, ring, log }: PrepareOptions): Promise<string> {
  await assertVersion(adminUrl);
  const { appUrl } = await provisionRoles({ adminUrl, appPassword });
  const applied = await migrate(adminUrl);
  if (applied.length > 0) log.info({ applied }, 'database migrated');
  await assertSameKey(adminUrl, ring);
  await assertBoundByRowSecurity(appUrl);
  // As the service's own role: jobs hold ids only, and Graphile Worker's tables must belong to whoever runs it.
  await runMigrations({ connectionString: appUrl, logger: graphileLogger(log) });
  return appUrl;
}

const oldestMajor = 15;

async function assertVersion(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  try {
    await client.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupError(`DATABASE_URL: the database cannot be reached (${why}).`, { cause: error });
  }
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num');
    const major = Math.floor(Number(rows[0]?.server_version_num ?? 0) / 10_000);
    if (major < oldestMajor)
      throw new StartupError(
        `DATABASE_URL: PostgreSQL ${major} is too old; version ${oldestMajor} or newer is needed.`,
      );
  } finally {
    await client.end();
  }
}

async function assertSameKey(adminUrl: string, ring: PrepareOptions['ring']): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('insert into deployment (key_check) values ($1) on conflict do nothing', [
      ring.current.checkValue,
    ]);
    const { rows } = await client.query<{ key_check: string }>('select key_check from deployment');
    if (recogniseCheckValue(rows[0]?.key_check ?? '', ring) === 'FOREIGN') {
      throw new StartupError(
        'CRP_SECRET_KEY is not the key that this database was set up with. Secrets could not be read; start with the original key.',
      );
    }
  } finally {
    await client.end();
  }
}
