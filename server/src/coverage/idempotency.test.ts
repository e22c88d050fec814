import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf } from '../platform/http/tenant.ts';
import { makeKey, makePerson, makeTenant, type TestTenant } from '../testing/people.ts';
import { type Answer, type TestServer, testServer } from '../testing/server.ts';
import { makeRecords, type Records, riskScenario } from './tenant-records.fixture.ts';

interface Change {
  readonly method: 'POST' | 'PATCH';
  readonly path: (own: Records) => string;
  readonly body: (n: number) => Readonly<Record<string, unknown>>;
  /** Rows that say how often it took effect. */
  readonly effect: string;
}

/** Mutations of each kind: that make, that change, that take a report in, that show a secret once. */
const changes: Readonly<Record<string, Change>> = {
  createScopeKey: {
    method: 'POST',
    path: () => '/report-ingestion/scope-keys',
    body: (n) => ({ key: `scope-${n}` }),
    effect: 'scope_keys',
  },
  createColumnMapping: {
    method: 'POST',
    path: () => '/report-ingestion/column-mappings',
    body: (n) => ({
      name: `Sheet ${n}`,
      columns: [
        { column: 'Name', field: 'title' },
        { column: 'Risk', field: 'severity' },
      ],
    }),
    effect: 'column_mappings',
  },
  createRiskScenario: {
    method: 'POST',
    path: () => '/risk-scenarios',
    body: (n) => ({ ...riskScenario, name: `Ransomware ${n}` }),
    effect: 'risk_scenarios',
  },
  createAsset: {
    method: 'POST',
    path: () => '/assets',
    body: (n) => ({ name: `web-${n}`, kind: 'HOST' }),
    effect: 'assets',
  },
  createAssessment: {
    method: 'POST',
    path: () => '/assessments',
    body: (n) => ({ name: `Scan ${n}`, scopeKey: 'prod' }),
    effect: 'assessments',
  },
  createApiKey: {
    method: 'POST',
    path: () => '/api-keys',
    body: (n) => ({ name: `key ${n}`, scopes: ['read:assets'], expiresInDays: 1 }),
    effect: 'api_keys',
  },
  inviteUser: {
    method: 'POST',
    path: () => '/users',
    body: (n) => ({ email: `somebody.${n}@example.test`, role: 'MEMBER' }),
    effect: 'invitations',
  },
  createIngestionJob: {
    method: 'POST',
    path: () => '/report-ingestion/jobs',
    body: (n) => ({ scopeKey: 'prod', payload: `title,severity\nWeak ${n},HIGH\n`, process: 'none' }),
    effect: 'ingestion_jobs',
  },
  updateAsset: {
    method: 'PATCH',
    path: ({ assetId }) => `/assets/${assetId}`,
    body: (n) => ({ description: `text ${n}` }),
    effect: `audit_log where type = 'asset.changed'`,
  },
  updateVulnerability: {
    method: 'PATCH',
    path: ({ vulnerabilityId }) => `/vulnerabilities/${vulnerabilityId}`,
    body: (n) => ({ notes: `text ${n}` }),
    effect: `audit_log where type = 'vulnerability.changed'`,
  },
  createVulnerabilityComment: {
    method: 'POST',
    path: ({ vulnerabilityId }) => `/vulnerabilities/${vulnerabilityId}/comments`,
    body: (n) => ({ text: `text ${n}` }),
    effect: 'vulnerability_comments',
  },
  updateBranding: {
    method: 'PATCH',
    path: ({ tenantId }) => `/tenants/${tenantId}/branding`,
    body: (n) => ({ reportFooter: `text ${n}` }),
    effect: `audit_log where type = 'tenant.branding-changed'`,
  },
};
const named = Object.entries(changes).map(([name, change]) => ({ name, ...change }));

/** Fields that are shown once; the replay says so in their place. */
const shownOnce = ['apiKey', 'invitationUrl'];

let server: TestServer;
let tenant: TestTenant;
let own: Records;
let next = 1;

beforeAll(async () => {
  server = await testServer({ worker: false });
  tenant = await makeTenant(server);
  own = await makeRecords(server, tenant);
});
afterAll(() => server.close());

interface Send {
  readonly key?: string;
  readonly n: number;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(
  { method, path, body }: Change,
  { key, n, headers = tenant.admin.headers }: Send,
): Promise<Answer> {
  const all = { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return server.call(method, path(own), { headers: all, body: body(n) });
}

async function countOf(effect: string): Promise<number> {
  const { rows } = await server.database.admin.query<{ n: string }>(`select count(*) as n from ${effect}`);
  return Number(rows[0]?.n);
}

function withoutSecrets(data: unknown): unknown {
  return {
    ...Object(data),
    ...Object.fromEntries(shownOnce.filter((name) => name in Object(data)).map((name) => [name, ''])),
  };
}

describe.each(named)('$name with an Idempotency-Key', (change) => {
  it('sent again answers as the first time and takes no effect', async () => {
    const [n, key] = [next++, `again-${change.name}`];
    const first = await send(change, { key, n });
    expect(first.status, first.text).toBeLessThan(300);
    const after = await countOf(change.effect);
    const second = await send(change, { key, n });
    expect(second.status).toBe(first.status);
    expect(withoutSecrets(second.data)).toEqual(withoutSecrets(first.data));
    expect(await countOf(change.effect)).toBe(after);
  });

  it('sent again with another body is refused', async () => {
    const key = `other-${change.name}`;
    await send(change, { key, n: next++ });
    const before = await countOf(change.effect);
    expect(await send(change, { key, n: next++ })).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect(await countOf(change.effect)).toBe(before);
  });

  it('sent twenty times at once takes effect once, and every answer is that of the one', async () => {
    const [n, key] = [next++, `parallel-${change.name}`];
    const before = await countOf(change.effect);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(change, { key, n })));
    expect(answers.filter(({ status }) => status >= 300).map(({ text }) => text)).toEqual([]);
    expect(new Set(answers.map(({ data }) => JSON.stringify(withoutSecrets(data)))).size).toBe(1);
    expect(await countOf(change.effect)).toBe(before + 1);
  });
});

describe('a secret that is shown once', () => {
  it('stands in the first answer only, and nowhere in the database', async () => {
    const n = next++;
    const change = changes.createApiKey;
    if (!change) throw new Error('no such change');
    const first = await send(change, { key: 'secret', n });
    const secret = String(fieldOf(first.data, 'apiKey'));
    expect(secret).toMatch(/^crp\./);
    const second = await send(change, { key: 'secret', n });
    expect(fieldOf(second.data, 'apiKey')).toBe('shown only once');
    const { rows } = await server.database.admin.query<{ text: string }>(
      `select x::text as text from (select to_jsonb(i) x from idempotency_keys i union all select to_jsonb(k) from api_keys k
        union all select to_jsonb(a) from audit_log a union all select to_jsonb(e) from events e) all_rows`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ text }) => text.includes(secret.split('.')[2] ?? secret))).toEqual([]);
  });

  it('of an invitation stands in the first answer only', async () => {
    const n = next++;
    const change = changes.inviteUser;
    if (!change) throw new Error('no such change');
    const first = await send(change, { key: 'link', n });
    expect(String(fieldOf(first.data, 'invitationUrl'))).toContain('#token=');
    const second = await send(change, { key: 'link', n });
    expect(second.text).not.toContain('#token=');
  });
});

describe('the key belongs to', () => {
  const change: Change = {
    method: 'POST',
    path: () => '/assets',
    body: (n) => ({ name: `owned-${n}`, kind: 'HOST' }),
    effect: 'assets',
  };

  it('one person: the same of another person, of an API key or in another tenant is another request', async () => {
    const n = next++;
    const other = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
    const foreign = await makeTenant(server, 'Foreign');
    const callers = [
      tenant.admin.headers,
      other.headers,
      foreign.admin.headers,
      await makeKey(server, tenant.admin, ['write:assets']),
    ];
    const before = await countOf('assets');
    for (const headers of callers) expect((await send(change, { key: 'mine', n, headers })).status).toBe(201);
    expect(await countOf('assets')).toBe(before + callers.length);
  });

  it('one operation', async () => {
    const { status } = await server.call('POST', '/report-ingestion/scope-keys', {
      headers: { ...tenant.admin.headers, 'idempotency-key': 'mine' },
      body: { key: 'owned' },
    });
    expect(status).toBe(201);
  });

  it('one day', async () => {
    const n = next++;
    const before = await countOf('assets');
    const headers = await makeKey(server, tenant.admin, ['write:assets']);
    for (const hours of [23, 2]) {
      await send(change, { key: 'tomorrow', n, headers });
      server.clock.advance({ hours });
    }
    expect(await countOf('assets')).toBe(before + 1);
    await send(change, { key: 'tomorrow', n, headers });
    expect(await countOf('assets')).toBe(before + 2);
  });

  it.each(['', 'with space', 'ä', 'x'.repeat(256)])('a form: %j is refused', async (key) => {
    const headers = await makeKey(server, tenant.admin, ['write:assets']);
    const answer = await send(change, { key, n: next++, headers });
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' });
  });
});

describe('a refused change', () => {
  it('leaves its key free, so that it can be sent again once it is right', async () => {
    const apiKey = await makeKey(server, tenant.admin, ['write:assets']);
    const headers = { ...apiKey, 'idempotency-key': 'refused' };
    const relate = (toId: unknown) => ({
      headers,
      body: { relationships: [{ fromId: own.assetId, toId, type: 'CONNECTS_TO' }] },
    });
    const refused = await server.call(
      'POST',
      '/assets/relationships',
      relate('0199ffff-ffff-7fff-bfff-ffffffffffff'),
    );
    expect(refused.status).toBeGreaterThanOrEqual(400);
    const asset = await server.call('POST', '/assets', {
      headers: apiKey,
      body: { name: 'db', kind: 'HOST' },
    });
    const right = await server.call('POST', '/assets/relationships', relate(fieldOf(asset.data, 'id')));
    expect(right.status, right.text).toBeLessThan(300);
  });
});

describe('the same thing at the same moment without a key', () => {
  it('is made once or in turn, and never a failure of ours', async () => {
    const person = await makePerson(server, tenant.tenantId, 'WORKSPACE_ADMIN');
    for (const change of Object.values(changes)) {
      const n = next++;
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => send(change, { n, headers: person.headers })),
      );
      expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
    }
  });
});
