import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostmaster, type Postmaster } from './postmaster.ts';
import { adminUser } from './settings.ts';

export interface AdminAccess {
  readonly cluster: string;
  readonly password: string;
}

/**
 * Takes over the server that a killed app left running, or returns undefined when it must be stopped instead: other
 * settings or another build, not answering, or not our password.
 *
 * Adopting beats stopping: no shutdown checkpoint, no start, warm caches. It is safe because the caller holds the
 * folder's lock, so the former owner is dead, and because every session that owner left is ended here, so none of its
 * statements commits later.
 */
export async function adoptPostmaster(
  access: AdminAccess,
  wantedSettings: string,
): Promise<Postmaster | undefined> {
  const found = await waitWhileStarting(access.cluster);
  if (found === undefined) return undefined;
  // A server reads this file at its start only, and only a start writes it.
  if (readFileSync(join(access.cluster, 'postgresql.conf'), 'utf8') !== wantedSettings) return undefined;
  try {
    await withAdmin(access, found.port, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      if (realpathSync(rows[0]?.data_directory ?? '') !== realpathSync(access.cluster))
        throw new Error('other cluster');
      await client.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
    });
    return found;
  } catch {
    return undefined;
  }
}

/** The running server's own version, such as `18.4`; the first statement it answers. */
export async function readServerVersion(access: AdminAccess, port: number): Promise<string> {
  return withAdmin(access, port, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  });
}

async function withAdmin<T>(
  access: AdminAccess,
  port: number,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: adminUser,
    password: access.password,
    database: 'postgres',
    connectionTimeoutMillis: 3_000,
    query_timeout: 20_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function waitWhileStarting(cluster: string): Promise<Postmaster | undefined> {
  const limit = Date.now() + 60_000;
  let found = findPostmaster(cluster);
  while (found !== undefined && !found.ready && Date.now() < limit) {
    await sleep(20);
    found = findPostmaster(cluster);
  }
  return found?.ready ? found : undefined;
}
