import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createKeys } from '../platform/crypto/keys.ts';
import { masterKey } from '../platform/crypto/master-key.ts';
import { startEmbedded } from '../platform/db/embedded/start-embedded.ts';
import { prepareDatabase } from '../platform/db/prepare.ts';
import { createLog } from '../platform/telemetry/log.ts';
import { testKey } from './test-key.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the server that test databases are made on. */
    readonly testAdminUrl: string;
    readonly testTemplate: string;
  }
}

/**
 * One real PostgreSQL for the run: the embedded one, or CRP_TEST_DATABASE_URL (a superuser). A prepared template database is made
 * once; each test file clones it in some tens of milliseconds.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env.CRP_TEST_DATABASE_URL;
  const folder = external ? undefined : await mkdtemp(join(tmpdir(), 'crp-test-'));
  const quiet = { info: () => undefined, warn: console.warn };
  const server = folder ? await startEmbedded({ dataDir: folder, log: quiet }) : undefined;
  const adminUrl = external ?? server?.adminUrl ?? '';
  const template = `crp_template_${process.pid}`;
  await execute(adminUrl, [`create database ${template}`]);
  const url = new URL(adminUrl);
  url.pathname = `/${template}`;
  const master = masterKey(testKey);
  await prepareDatabase({
    adminUrl: url.href,
    appPassword: createKeys(master).databasePassword,
    ring: { current: master, previous: [] },
    log: createLog({ level: 'silent' }),
  });
  project.provide('testAdminUrl', adminUrl);
  project.provide('testTemplate', template);
  return async () => {
    if (external) await dropTestDatabases(adminUrl);
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}

async function dropTestDatabases(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname like 'crp\\_%\\_${process.pid}%'`,
  );
  for (const { datname } of rows)
    await client.query(`drop database if exists ${client.escapeIdentifier(datname)} with (force)`);
  await client.end();
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
