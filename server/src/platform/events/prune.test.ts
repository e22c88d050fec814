import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';
import type { JobRun } from '../jobs/job.ts';
import { pruneJob, pruneRequest, retentionDays } from './prune.ts';

const consumers = ['first', 'second'];

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
});
beforeEach(async () => {
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
});
afterAll(() => server.close());

function runFor({ tenantId }: TestTenant): JobRun {
  const { transactor } = server.platform;
  const caller = { tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: 'r' } as const;
  return {
    caller,
    signal: new AbortController().signal,
    attempt: 1,
    read: (work) => transactor.read(caller, work),
    write: (work) => transactor.write(caller, work),
    bulk: (work) => transactor.bulk(caller, work),
  };
}

const emit = (of: TestTenant, count: number) =>
  runFor(of).write(async (ctx) => {
    for (let n = 0; n < count; n++)
      ctx.emit({ type: 'thing.changed', version: 1, subject: { type: 'thing', id: String(n) }, payload: {} });
  });
const read = (of: TestTenant, consumer: string, seq: number) =>
  server.database.admin.query(
    `insert into event_cursors values ($1, $2, $3) on conflict (tenant_id, consumer) do update set seq = excluded.seq`,
    [of.tenantId, consumer, seq],
  );
const prune = (of: TestTenant) => pruneJob(consumers).run(runFor(of), { tenantId: of.tenantId });

async function left(of: TestTenant): Promise<readonly number[]> {
  const { rows } = await server.database.admin.query<{ seq: string }>(
    'select seq from events where tenant_id = $1 order by seq',
    [of.tenantId],
  );
  return rows.map(({ seq }) => Number(seq));
}

describe('events past their retention', () => {
  it('go, and younger ones and those of other tenants stay', async () => {
    await emit(tenant, 3);
    await emit(other, 2);
    server.clock.advance({ days: retentionDays + 1 });
    await emit(tenant, 2);
    for (const name of consumers) await read(tenant, name, 5);
    await prune(tenant);
    expect(await left(tenant)).toEqual([4, 5]);
    expect(await left(other)).toEqual([1, 2]);
  });

  it('stay as long as one consumer has not read them, or has never run', async () => {
    await emit(tenant, 4);
    server.clock.advance({ days: retentionDays + 1 });
    await read(tenant, 'first', 4);
    await prune(tenant);
    expect(await left(tenant)).toEqual([1, 2, 3, 4]);
    await read(tenant, 'second', 2);
    await prune(tenant);
    expect(await left(tenant)).toEqual([3, 4]);
  });

  it('go in batches, however many there are', async () => {
    await server.database.admin.query(
      `insert into events select $1, n, gen_random_uuid(), '2020-01-01', 'thing.changed', 1, 'thing', n::text, '{}' from generate_series(1, 12001) n`,
      [tenant.tenantId],
    );
    for (const name of consumers) await read(tenant, name, 12_001);
    await prune(tenant);
    expect(await left(tenant)).toEqual([]);
  });

  it('take the kept answers to repeated requests with them, a day after they were given', async () => {
    const create = (key: string) =>
      server.call('POST', '/assets', {
        headers: { ...tenant.admin.headers, 'idempotency-key': key },
        body: { name: key, kind: 'HOST' },
      });
    expect((await create('old')).status).toBe(201);
    await server.database.admin.query(
      `update idempotency_keys set created_at = created_at - interval '25 hours' where key = 'old'`,
    );
    expect((await create('young')).status).toBe(201);
    await prune(tenant);
    const { rows } = await server.database.admin.query(
      'select key from idempotency_keys where tenant_id = $1',
      [tenant.tenantId],
    );
    expect(rows).toEqual([{ key: 'young' }]);
  });
});

describe('the job', () => {
  const at = (now: string) => pruneRequest({ tenantId: 't', now });

  it('is one a week, and comes when the last event of the week is past its retention', () => {
    const [monday, sunday] = [at('2026-03-05T00:00:00.000Z'), at('2026-03-11T23:59:59.999Z')];
    expect(monday).toEqual(sunday);
    expect(monday.runAt).toBe('2026-04-11T00:00:00.000Z');
    expect(at('2026-03-12T00:00:00.000Z').key).not.toBe(monday.key);
  });

  it('is asked for by whoever reads events', async () => {
    const running = await testServer();
    try {
      const own = await makeTenant(running);
      await running.call('POST', '/assets', {
        headers: own.admin.headers,
        body: { name: 'web', kind: 'HOST' },
      });
      await expect
        .poll(
          async () =>
            (
              await running.database.admin.query(
                `select count(*)::int as n from event_cursors where tenant_id = $1 and seq > 0`,
                [own.tenantId],
              )
            ).rows[0]?.n,
          { timeout: 20_000 },
        )
        .toBeGreaterThan(0);
      const { rows } = await running.database.admin.query<{ n: number }>(
        `select count(*)::int as n from graphile_worker._private_tasks where identifier = 'events.prune'`,
      );
      expect(rows).toEqual([{ n: 1 }]);
    } finally {
      await running.close();
    }
  });
});
