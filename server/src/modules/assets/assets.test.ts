import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { importFindings, itemsOf, listOf, pageOf, withoutRequestId } from '../../testing/register.ts';
import { type Answer, type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
  other = await makeTenant(server, 'Other Ltd');
  await importFindings(
    server,
    tenant.admin,
    [
      { title: 'One', severity: 'Critical' },
      { title: 'Two', severity: 'Low' },
      { title: 'Three', severity: 'High', url: 'https://office.example/' },
    ],
    { finishedAt: '2026-02-20T08:00:00Z' },
  );
});
afterAll(() => server.close());

type Method = 'GET' | 'POST' | 'PATCH';
const call = (method: Method, path: string, body?: object, headers = tenant.admin.headers) =>
  server.call(method, path, { headers, ...(body ? { body } : {}) });
const idIn = (answer: Answer) => String(fieldOf(answer.data, 'id'));
const add = async (name: string) => idIn(await call('POST', '/assets', { name, kind: 'SERVICE' }));

describe('the inventory', () => {
  it('has what imports found, with what is open on it, most first', async () => {
    const answer = await call('GET', '/assets');
    expect(itemsOf(answer)).toMatchObject([
      {
        name: 'shop.example',
        kind: 'APPLICATION',
        source: 'FOUND',
        criticality: 3,
        openTotal: 2,
        openBySeverity: { CRITICAL: 1, LOW: 1, HIGH: 0 },
        slaBreached: 1,
        lastSeenAt: '2026-02-20T08:00:00.000Z',
      },
      { name: 'office.example', openTotal: 1, openBySeverity: { HIGH: 1 } },
    ]);
    expect(pageOf(answer)).toMatchObject({ total: 2, nextCursor: null });
  });

  it.each([
    ['severity=CRITICAL', ['shop.example']],
    ['severity=MEDIUM', []],
    ['q=OFFICE', ['office.example']],
    [
      'kind=APPLICATION&criticality=3&exposure=UNKNOWN&dataClass=UNKNOWN&unowned=true&kev=false&sort=name',
      ['office.example', 'shop.example'],
    ],
    ['kev=true', []],
    ['tag=none', []],
  ])('filters by %s', async (query, expected) => {
    expect(itemsOf(await call('GET', `/assets?${query}`)).map((item) => item.name)).toEqual(expected);
  });

  it('takes an asset by hand, readable and findable, never seen by a report', async () => {
    const body = {
      name: 'Order database',
      kind: 'DATA_STORE',
      criticality: 5,
      exposure: 'PARTNER',
      dataClass: 'PERSONAL',
      businessValue: { amount: '1200000.5', currency: 'EUR' },
      tags: ['pci'],
      identifiers: [{ kind: 'HOSTNAME', value: 'DB1.Corp.Example.' }],
    };
    const made = await call('POST', '/assets', { ...body, ownerId: tenant.member.userId });
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      data: {
        ...body,
        owner: { id: tenant.member.userId },
        identifiers: [{ kind: 'HOSTNAME', value: 'db1.corp.example' }],
        source: 'ADDED',
        lastSeenAt: null,
        version: 1,
      },
    });
    expect((await call('GET', `/assets/${idIn(made)}`)).data).toEqual(made.data);
    expect(itemsOf(await call('GET', '/assets?q=db1.corp&tag=pci'))).toHaveLength(1);
  });

  it('is what the next report finds again, instead of a second asset', async () => {
    const id = idIn(
      await call('POST', '/assets', {
        name: 'Wiki',
        kind: 'APPLICATION',
        identifiers: [{ kind: 'ORIGIN', value: 'https://wiki.example' }],
      }),
    );
    await importFindings(
      server,
      tenant.admin,
      [{ title: 'Four', severity: 'High', url: 'https://wiki.example/x' }],
      { finishedAt: '2026-02-21T08:00:00Z', scopeKey: 'wiki' },
    );
    expect((await call('GET', `/assets/${id}`)).data).toMatchObject({
      openTotal: 1,
      lastSeenAt: '2026-02-21T08:00:00.000Z',
    });
  });

  it('gives an identifier to one asset only', async () => {
    const answer = await call('POST', '/assets', {
      name: 'Second shop',
      kind: 'HOST',
      identifiers: [{ kind: 'HOSTNAME', value: 'SHOP.example' }],
    });
    expect(answer).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(itemsOf(await call('GET', '/assets?q=second%20shop'))).toEqual([]);
  });

  it('changes what is named, and refuses a stale copy', async () => {
    const id = await add('Mail');
    const changed = await call('PATCH', `/assets/${id}`, {
      criticality: 4,
      description: 'Sends the invoices',
      businessValue: null,
    });
    expect(changed).toMatchObject({
      status: 200,
      data: { name: 'Mail', criticality: 4, description: 'Sends the invoices', version: 2 },
    });
    const stale = await call(
      'PATCH',
      `/assets/${id}`,
      { criticality: 1 },
      { ...tenant.admin.headers, 'if-match': '"1"' },
    );
    expect(stale).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
  });

  it('audits who made and changed it', async () => {
    const id = await add('Audited');
    await call('PATCH', `/assets/${id}`, { criticality: 2 });
    const { rows } = await server.database.admin.query(
      'select type from audit_log where subject_id = $1 order by seq',
      [id],
    );
    expect(rows).toEqual([{ type: 'asset.created' }, { type: 'asset.changed' }]);
  });

  it.each([
    ['an unknown owner', { name: 'X', kind: 'HOST', ownerId: '019cadc6-0000-7000-8000-000000000000' }],
    ['a criticality of 6', { name: 'X', kind: 'HOST', criticality: 6 }],
    ['a field it does not know', { name: 'X', kind: 'HOST', secret: true }],
    ['no name', { kind: 'HOST' }],
  ])('refuses %s', async (_name, body) => {
    expect(await call('POST', '/assets', body)).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });

  it.each(['name', '-name', 'criticality', '-openTotal', 'lastSeenAt', '-lastSeenAt,name', 'createdAt'])(
    'pages by %s without losing or repeating a row',
    async (sort) => {
      const whole = itemsOf(await call('GET', `/assets?limit=200&sort=${sort}`)).map((item) => item.id);
      const walked: unknown[] = [];
      for (let cursor: unknown = ''; cursor !== null; ) {
        const answer = await call(
          'GET',
          `/assets?limit=2&sort=${sort}${cursor === '' ? '' : `&cursor=${String(cursor)}`}`,
        );
        walked.push(...itemsOf(answer).map((item) => item.id));
        cursor = pageOf(answer).nextCursor;
      }
      expect(walked).toEqual(whole);
    },
  );
});

describe('relationships', () => {
  const post = (body: object, headers = tenant.admin.headers) =>
    call('POST', '/assets/relationships', body, headers);

  it('are made, changed, left alone and removed in one request', async () => {
    const [web, db, mail] = [await add('Web'), await add('Db'), await add('Post')];
    const first = await post({
      relationships: [
        { fromId: web, toId: db, type: 'CONNECTS_TO', weight: 0.8, note: 'over TLS' },
        { fromId: web, toId: mail, type: 'DEPENDS_ON' },
      ],
    });
    expect(first).toMatchObject({
      status: 200,
      data: {
        created: 2,
        updated: 0,
        unchanged: 0,
        removed: 0,
        items: [
          { weight: 0.8, from: { id: web }, to: { id: db }, source: 'USER' },
          { weight: 0.5, note: null },
        ],
      },
    });
    const removed = String(listOf(fieldOf(first.data, 'items'))[1]?.id);
    const second = await post({
      relationships: [
        { fromId: web, toId: db, type: 'CONNECTS_TO', weight: 0.9 },
        { fromId: db, toId: mail, type: 'DEPENDS_ON' },
      ],
      remove: [removed],
    });
    expect(second).toMatchObject({
      data: {
        created: 1,
        updated: 1,
        unchanged: 0,
        removed: 1,
        items: [{ weight: 0.9, note: 'over TLS' }, {}],
      },
    });
    const third = await post({ relationships: [{ fromId: web, toId: db, type: 'CONNECTS_TO' }] });
    expect(third).toMatchObject({ data: { created: 0, updated: 0, unchanged: 1, items: [{ weight: 0.9 }] } });
    expect(itemsOf(await call('GET', `/assets/relationships?assetId=${db}&minWeight=0.85`))).toMatchObject([
      { type: 'CONNECTS_TO', weight: 0.9 },
    ]);
    expect(
      itemsOf(await call('GET', `/assets/relationships?assetId=${db}&type=DEPENDS_ON&sort=createdAt`)),
    ).toHaveLength(1);
  });

  it('name every entry that cannot be, and then change nothing', async () => {
    const [a, b] = [await add('A'), await add('B')];
    const missing = '019cadc6-0000-7000-8000-000000000000';
    const good = { fromId: a, toId: b, type: 'RUNS_ON' };
    const loop = await post({ relationships: [good, { fromId: a, toId: a, type: 'RUNS_ON' }, good] });
    expect(loop).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
      body: { error: { details: [{ path: 'body.relationships.1.toId' }, { path: 'body.relationships.2' }] } },
    });
    const unknown = await post({
      relationships: [good, { fromId: a, toId: missing, type: 'RUNS_ON' }],
      remove: [missing],
    });
    expect(unknown).toMatchObject({
      status: 404,
      body: { error: { details: [{ path: 'body.relationships.1.toId' }, { path: 'body.remove.0' }] } },
    });
    expect(await post({ relationships: [{ ...good, weight: 1.2 }] })).toMatchObject({ status: 400 });
    expect(await post({})).toMatchObject({ status: 400 });
    expect(itemsOf(await call('GET', `/assets/relationships?assetId=${a}`))).toEqual([]);
  });

  it('cannot reach into another tenant', async () => {
    const mine = await add('Mine');
    const theirs = idIn(await call('POST', '/assets', { name: 'Theirs', kind: 'HOST' }, other.admin.headers));
    expect(
      await post({ relationships: [{ fromId: mine, toId: theirs, type: 'CONNECTS_TO' }] }),
    ).toMatchObject({ status: 404 });
  });
});

describe('access', () => {
  const missing = '019cadc6-0000-7000-8000-000000000000';
  const writes: readonly (readonly [Method, string, object])[] = [
    ['POST', '/assets', { name: 'X', kind: 'HOST' }],
    ['PATCH', '/assets/ID', { criticality: 1 }],
    ['POST', '/assets/relationships', { remove: [missing] }],
  ];

  it.each(writes)(
    '%s %s is an administrator’s with the scope, and nobody else’s',
    async (method, path, body) => {
      const at = path.replace('ID', await add('Guarded'));
      expect(await call(method, at, body, {})).toMatchObject({ status: 401 });
      for (const { headers } of [tenant.member, tenant.verifier, tenant.auditor])
        expect(await call(method, at, body, headers)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      expect(
        await call(method, at, body, await makeKey(server, tenant.admin, ['read:assets'])),
      ).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    },
  );

  it.each(['/assets', '/assets/ID', '/assets/relationships'])(
    '%s is read by every role, and by no stranger',
    async (path) => {
      const at = path.replace('ID', await add('Read'));
      expect(await call('GET', at, undefined, {})).toMatchObject({ status: 401 });
      expect(await call('GET', at, undefined, tenant.auditor.headers)).toMatchObject({ status: 200 });
      expect(
        await call('GET', at, undefined, await makeKey(server, tenant.member, ['read:assets'])),
      ).toMatchObject({ status: 200 });
    },
  );

  it.each(['GET', 'PATCH'] as const)(
    '%s of a foreign asset answers as if it did not exist',
    async (method) => {
      const body = method === 'PATCH' ? { criticality: 1 } : undefined;
      const foreign = await call(method, `/assets/${await add('Private')}`, body, other.admin.headers);
      const absent = await call(method, `/assets/${missing}`, body, other.admin.headers);
      expect(foreign.status).toBe(404);
      expect(withoutRequestId(foreign)).toBe(withoutRequestId(absent));
    },
  );
});
