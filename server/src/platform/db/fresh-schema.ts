import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { masterKey } from '../crypto/master-key.ts';
import { createLog } from '../telemetry/log.ts';
import { startEmbedded } from './embedded/start-embedded.ts';
import { prepareDatabase } from './prepare.ts';
import { schemaText } from './schema-text.ts';

/** The schema of a database made for this alone: on an embedded server, or on that of the tests (CRP_TEST_DATABASE_URL). */
export async function freshSchema(): Promise<string> {
  const external = process.env.CRP_TEST_DATABASE_URL;
  if (external !== undefined) return onServer(external);
  const folder = mkdtempSync(join(tmpdir(), 'crp-gen-'));
  try {
    const server = await startEmbedded({
      dataDir: folder,
      log: { info: () => undefined, warn: console.warn },
    });
    return await onServer(server.adminUrl).finally(() => server.stop());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onServer(serverUrl: string): Promise<string> {
  const name = `crp_gen_${randomBytes(6).toString('hex')}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    await server.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await prepareDatabase({
      adminUrl: url.href,
      appPassword: randomBytes(16).toString('hex'),
      ring: { current: masterKey(randomBytes(32)), previous: [] },
      log: createLog({ level: 'silent' }),
    });
    return await schemaText(url.href);
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
}
