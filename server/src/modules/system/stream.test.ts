import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKey, makeTenant, type TestPerson, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let port: number;
const open: ClientRequest[] = [];
beforeAll(async () => {
  server = await testServer({ worker: false });
  const address = new URL(await server.app.listen({ port: 0, host: '127.0.0.1' }));
  port = Number(address.port);
});
beforeEach(async () => {
  tenant = await makeTenant(server);
});
afterEach(() => {
  for (const request of open.splice(0)) request.destroy();
});
afterAll(() => server.close());

interface Received {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Stream {
  readonly response: IncomingMessage;
  readonly received: readonly Received[];
  /** Resolves once so many events have come. */
  has(count: number): Promise<void>;
  readonly ended: Promise<void>;
}

/** Reads the stream over a real socket. */
async function listen(headers: Readonly<Record<string, string>>, query = ''): Promise<Stream> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = get({ port, host: '127.0.0.1', path: `/api/v1/events${query}`, headers }, resolve);
  request.once('error', reject);
  open.push(request);
  const response = await promise;
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    received.push(...blocks.flatMap(parse));
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((done) => response.once('close', done));
  const has = (count: number) =>
    new Promise<void>((done) => {
      const look = () => {
        if (received.length >= count) done();
      };
      waiting.add(look);
      look();
    });
  return { response, received, has, ended };
}

function parse(block: string): readonly Received[] {
  const fields = Object.fromEntries(
    block.split('\n').flatMap((line) => {
      const colon = line.indexOf(': ');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 2)]] : [];
    }),
  );
  return fields.data === undefined
    ? []
    : [{ id: fields.id, event: fields.event ?? '', data: JSON.parse(fields.data) }];
}

function emit({ tenantId }: { readonly tenantId: string }, ...numbers: readonly number[]): Promise<void> {
  const caller = { tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: 'r' } as const;
  return server.platform.transactor.write(caller, async (ctx) => {
    for (const n of numbers)
      ctx.emit({
        type: 'thing.changed',
        version: 1,
        subject: { type: 'thing', id: String(n) },
        payload: { n },
      });
  });
}

const subjects = ({ received }: Stream) => received.map(({ data }) => data.payload);

async function endSessions({ userId }: TestPerson): Promise<void> {
  await server.database.admin.query('delete from sessions where user_id = $1', [userId]);
}

describe('GET /events', () => {
  it('sends only new events without `since`, each once, in order, under its number', async () => {
    await emit(tenant, 1);
    const stream = await listen(tenant.member.headers);
    expect(stream.response.headers['content-type']).toContain('text/event-stream');
    await emit(tenant, 2, 3);
    await emit(tenant, 4);
    await stream.has(3);
    expect(subjects(stream)).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
    expect(stream.received[0]).toMatchObject({
      id: '2',
      event: 'thing.changed',
      data: { seq: 2, version: 1, subject: { type: 'thing', id: '2' }, at: expect.stringMatching(/Z$/) },
    });
  });

  it('replays after `since`, or after Last-Event-ID, more than one batch', async () => {
    await emit(tenant, ...Array.from({ length: 450 }, (_, index) => index + 1));
    const all = await listen(tenant.member.headers, '?since=0');
    await all.has(450);
    expect(all.received.map(({ id }) => id)).toEqual(
      Array.from({ length: 450 }, (_, index) => String(index + 1)),
    );
    const later = await listen({ ...tenant.member.headers, 'last-event-id': '448' });
    await later.has(2);
    expect(later.received.map(({ id }) => id)).toEqual(['449', '450']);
  });

  it('says `stream.reset` when older events are gone, and goes on from the newest', async () => {
    await emit(tenant, 1, 2, 3);
    await server.database.admin.query('delete from events where tenant_id = $1 and seq < 3', [
      tenant.tenantId,
    ]);
    const stream = await listen(tenant.member.headers, '?since=1');
    await stream.has(1);
    expect(stream.received[0]).toMatchObject({ id: '3', event: 'stream.reset' });
    await emit(tenant, 4);
    await stream.has(2);
    expect(stream.received[1]).toMatchObject({ id: '4', event: 'thing.changed' });
  });

  it('passes progress on as it comes, without a number', async () => {
    const stream = await listen(tenant.member.headers);
    const message = {
      jobId: 'job-1',
      progress: { phase: 'Reading', done: 5, total: 10, ratePerSecond: null },
    };
    const caller = {
      tenantId: tenant.tenantId,
      actor: { kind: 'SYSTEM', name: 'test' },
      requestId: 'r',
    } as const;
    await server.platform.transactor.write(caller, (ctx) =>
      sql`select pg_notify('crp_progress', ${`${ctx.tenantId}:${JSON.stringify(message)}`})`.execute(ctx.db),
    );
    await stream.has(1);
    expect(stream.received[0]).toMatchObject({
      id: undefined,
      event: 'ingestion-job.progress',
      data: { subject: { id: 'job-1' }, payload: { progress: message.progress } },
    });
  });

  it('never sends another tenant’s events', async () => {
    const other = await makeTenant(server, 'Other');
    const stream = await listen(tenant.member.headers, '?since=0');
    await emit(other, 1);
    await emit(tenant, 2);
    await stream.has(1);
    expect(subjects(stream)).toEqual([{ n: 2 }]);
  });

  it('tells an ended session nothing more, and ends', async () => {
    const stream = await listen(tenant.member.headers);
    await emit(tenant, 1);
    await stream.has(1);
    await endSessions(tenant.member);
    await emit(tenant, 2);
    await stream.ended;
    expect(subjects(stream)).toEqual([{ n: 1 }]);
  });

  it('ends when the person is taken out of the tenant', async () => {
    const stream = await listen(tenant.member.headers);
    await server.database.admin.query(`update memberships set status = 'REMOVED' where user_id = $1`, [
      tenant.member.userId,
    ]);
    await emit(tenant, 1);
    await stream.ended;
    expect(stream.received).toEqual([]);
  });

  it('does not count as use of the session', async () => {
    const seen = async () =>
      (
        await server.database.admin.query('select last_seen_at from sessions where user_id = $1', [
          tenant.member.userId,
        ])
      ).rows;
    const before = await seen();
    const stream = await listen(tenant.member.headers, '?since=0');
    await emit(tenant, 1);
    await stream.has(1);
    expect(await seen()).toEqual(before);
  });

  it('cuts a client that does not read, with little kept in memory for it', async () => {
    const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
    const request = get(
      { port, host: '127.0.0.1', path: '/api/v1/events?since=0', headers: tenant.member.headers },
      resolve,
    );
    request.on('error', () => undefined);
    open.push(request);
    const big = 'x'.repeat(100_000);
    const caller = {
      tenantId: tenant.tenantId,
      actor: { kind: 'SYSTEM', name: 'test' },
      requestId: 'r',
    } as const;
    for (let batch = 0; batch < 10; batch += 1) {
      await server.platform.transactor.write(caller, async (ctx) => {
        for (let n = 0; n < 20; n += 1)
          ctx.emit({
            type: 'thing.changed',
            version: 1,
            subject: { type: 'thing', id: 'x' },
            payload: { big },
          });
      });
    }
    const response = await promise;
    response.pause();
    // The stall limit is 20 s of real time.
    const closed = await new Promise<boolean>((done) => {
      const socket = response.socket;
      const timer = setTimeout(() => done(false), 28_000);
      const look = setInterval(() => {
        if (!serverHolds(socket.localPort)) {
          clearTimeout(timer);
          clearInterval(look);
          done(true);
        }
      }, 200);
    });
    expect(closed).toBe(true);
  }, 40_000);

  it('refuses what it cannot follow, strangers, keys and too many streams', async () => {
    const status = async (headers: Readonly<Record<string, string>>, query = '') =>
      (await listen(headers, query)).response.statusCode;
    expect(await status({})).toBe(401);
    expect(await status(await makeKey(server, tenant.admin, ['read:dashboard']))).toBe(403);
    expect(await status(tenant.member.headers, '?since=-1')).toBe(400);
    expect(await status({ ...tenant.member.headers, 'last-event-id': 'x' })).toBe(400);
    const other = await makeTenant(server, 'Foreign');
    expect(await status({ ...other.member.headers, 'x-tenant-id': tenant.tenantId })).toBe(403);
    for (let n = 0; n < 20; n += 1) expect(await status(tenant.verifier.headers)).toBe(200);
    expect(await status(tenant.verifier.headers)).toBe(429);
  });
});

describe('closing the server', () => {
  it('ends open streams, so that a drain does not wait for them', async () => {
    const second = await testServer({ worker: false });
    const own = await makeTenant(second);
    const address = new URL(await second.app.listen({ port: 0, host: '127.0.0.1' }));
    const { promise, resolve } = Promise.withResolvers<void>();
    const request = get(
      { port: address.port, host: '127.0.0.1', path: '/api/v1/events', headers: own.member.headers },
      (response) => {
        response.resume().once('close', resolve);
        void second.close();
      },
    );
    open.push(request);
    await promise;
  }, 15_000);
});

function serverHolds(clientPort: number | undefined): boolean {
  return sockets.has(clientPort ?? -1);
}

const sockets = new Set<number>();
beforeAll(() => {
  server.app.server.on('connection', (socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.add(remotePort);
    socket.once('close', () => sockets.delete(remotePort));
  });
});
