// The measured process: embedded PostgreSQL, the platform on one port, bare floor routes on another.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Fastify from 'fastify';
import pg from 'pg';
import { compose } from '../server/src/compose.ts';
import { readConfig } from '../server/src/platform/config/config.ts';
import { createKeys } from '../server/src/platform/crypto/keys.ts';
import { masterKey } from '../server/src/platform/crypto/master-key.ts';
import { startEmbedded } from '../server/src/platform/db/embedded/start-embedded.ts';
import { createPools } from '../server/src/platform/db/pools.ts';
import { prepareDatabase } from '../server/src/platform/db/prepare.ts';
import { createLog } from '../server/src/platform/telemetry/log.ts';
import { testClock } from '../server/src/testing/clock.ts';
import { makeKey, makeTenant } from '../server/src/testing/people.ts';
import { apiOf } from './api.ts';
import { importSample } from './import-run.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'crp-bench-'));
const quiet = { info: () => undefined, warn: console.warn };
const log = createLog({ level: 'info' });
const postgres = await startEmbedded({ dataDir, log: quiet });
const master = masterKey(randomBytes(32));
const keys = createKeys(master);
const { adminUrl } = postgres;
const appUrl = await prepareDatabase({
  adminUrl,
  appPassword: keys.databasePassword,
  ring: { current: master, previous: [] },
  log,
});
const config = readConfig({
  CRP_DATA_DIR: dataDir,
  CRP_STORAGE_URL: `file://${dataDir}/objects`,
  CRP_PUBLIC_URL: 'http://127.0.0.1',
});
const source = { nowMs: Date.now, randomBytes };
const platform = await compose({ config, keys, appUrl, role: 'all', source, log, soleOwner: true });
const url = await platform.app.listen({ port: 0, host: '127.0.0.1' });

const admin = new pg.Pool({ connectionString: adminUrl, max: 1 });
const world = {
  database: { adminUrl, appUrl, admin, drop: async () => undefined },
  clock: testClock(new Date().toISOString()),
};
const tenant = await makeTenant(world);
const headers = await makeKey(world, tenant.admin, ['read:dashboard', 'read:assets']);
await importSample(apiOf(url, tenant.admin.headers));

const floor = await startFloor();
process.send?.({ url, floorUrl: floor.url, headers, tenantId: tenant.tenantId });
process.once('message', () => void stop());

async function startFloor() {
  const pools = createPools({ appUrl, onError: (error) => log.error({ err: error }, 'floor connection') });
  const app = Fastify();
  const bytes = await settledSummary();
  app.get('/summary', (_request, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(bytes),
  );
  // The least a tenant's read can cost: one pipelined transaction behind the wall, one look-up, one object as JSON.
  const begin = `begin isolation level repeatable read read only; select set_config('app.tenant', '${tenant.tenantId}', true), set_config('app.user', '', true)`;
  app.get('/point', async () => {
    const client = await pools.main.connect();
    const [, found] = await Promise.all([
      client.query(begin),
      client.query('select name, branding, version from tenants'),
      client.query('commit'),
    ]);
    client.release();
    return { success: true, data: found.rows[0] };
  });
  return {
    url: await app.listen({ port: 0, host: '127.0.0.1' }),
    close: () => Promise.all([app.close(), pools.end()]),
  };
}

/** What the summary says once the history of scores has begun, which happens just after an import. */
async function settledSummary(): Promise<Buffer> {
  for (let last = ''; ; await wait(100)) {
    const answer = await fetch(`${url}/api/v1/dashboard/summary`, { headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    if (text === last) return Buffer.from(text);
    last = text;
  }
}

async function stop(): Promise<void> {
  await floor.close();
  await platform.stop();
  await admin.end();
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
  process.exit(0);
}
