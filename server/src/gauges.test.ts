import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureJobs, measureStorage } from './gauges.ts';
import { makeTenant, type TestTenant } from './testing/people.ts';
import { type TestServer, testServer } from './testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

/** The value of a gauge as a scraper reads it. */
async function gauge(name: string): Promise<number> {
  const answer = await server.app.inject({ method: 'GET', url: '/metrics' });
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(answer.payload)?.[1]);
}

it('events that wait for a consumer are counted over all tenants, until they are read', async () => {
  const second = await makeTenant(server, 'Second Ltd');
  for (const { admin } of [tenant, second])
    for (const name of ['one', 'two'])
      await server.call('POST', '/assets', { headers: admin.headers, body: { name, kind: 'HOST' } });
  await server.database.admin.query(
    `update graphile_worker._private_jobs set created_at = created_at - interval '90 seconds'`,
  );
  await measureJobs(server.platform);
  expect(await gauge('crp_outbox_pending_events')).toBe(4);
  expect(await gauge('crp_outbox_lag_seconds')).toBeGreaterThanOrEqual(90);
  await server.database.admin.query(
    `insert into event_cursors select tenant_id, c.name, event_seq - case c.name when 'slow' then 1 else 0 end
       from tenant_heads cross join (values ('slow'), ('quick')) c (name)`,
  );
  await measureJobs(server.platform);
  expect(await gauge('crp_outbox_pending_events')).toBe(2);
});

it('the size of the storage is told', async () => {
  const storage = server.platform.storage.forTenant(tenant.tenantId);
  await storage.put(Readable.from([Buffer.alloc(12_345)]), { maxBytes: 100_000 });
  await measureStorage(server.platform);
  expect(await gauge('crp_storage_bytes')).toBe(12_345);
});

it('a database or a storage that does not answer is no failure of the service', async () => {
  const refuse = () => Promise.reject(new Error('away'));
  const { storage, metrics, log, transactor } = server.platform;
  const without = {
    metrics,
    log,
    transactor: { ...transactor, system: refuse },
    storage: { ...storage, usedBytes: refuse },
  };
  await expect(measureStorage(without)).resolves.toBeUndefined();
  await expect(measureJobs(without)).resolves.toBeUndefined();
});
