import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fieldOf } from '../../platform/http/tenant.ts';
import { makeKey, makePerson, makeTenant, signIn, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
beforeAll(async () => {
  server = await testServer({ worker: false });
});
beforeEach(async () => {
  server.clock.advance({ minutes: 2 });
  tenant = await makeTenant(server, 'One');
  other = await makeTenant(server, 'Two');
});
afterAll(() => server.close());

const wanted = { name: 'CI', scopes: ['read:dashboard'], expiresInDays: 30 };

async function create(headers: Readonly<Record<string, string>>, body: object = wanted) {
  const answer = await server.call('POST', '/api-keys', { headers, body });
  return {
    ...answer,
    apiKey: String(fieldOf(answer.data, 'apiKey')),
    id: String(fieldOf(fieldOf(answer.data, 'apiKeyMeta'), 'id')),
  };
}

const use = (apiKey: string, path = '/api-keys') =>
  server.call('GET', path, { headers: { authorization: `Bearer ${apiKey}` } });

describe('making a key', () => {
  it('shows it once, and it works', async () => {
    const made = await create(tenant.admin.headers);
    expect(made).toMatchObject({
      status: 201,
      data: { apiKeyMeta: { name: 'CI', scopes: ['read:dashboard'] } },
    });
    expect(made.apiKey).toMatch(/^crp\.[0-9A-Za-z]{17}\.[0-9A-Za-z]{49}$/);
    const listed = await use(made.apiKey);
    expect(listed).toMatchObject({ status: 200, data: { items: [{ id: made.id, status: 'ACTIVE' }] } });
    expect(listed.text).not.toContain(made.apiKey.split('.')[2]);
  });

  it('does not show it again to a repeated Idempotency-Key', async () => {
    const headers = { ...tenant.admin.headers, 'idempotency-key': 'once' };
    const [first, again] = [await create(headers), await create(headers)];
    expect(again.id).toBe(first.id);
    expect(again.text).not.toContain(first.apiKey);
    const { rows } = await server.database.admin.query(
      'select response::text from idempotency_keys union all select body from audit_log union all select k::text from api_keys k',
    );
    expect(JSON.stringify(rows)).not.toContain(first.apiKey.split('.')[2]);
  });

  it('gives no scope beyond the maker’s authority', async () => {
    for (const [who, scope] of [
      ['member', 'write:assets'],
      ['member', 'read:audit'],
      ['verifier', 'read:decision-traces'],
      ['auditor', 'write:vulnerabilities'],
    ] as const) {
      expect(await create(tenant[who].headers, { ...wanted, scopes: [scope] })).toMatchObject({
        status: 400,
        code: 'VALIDATION_FAILED',
      });
    }
    expect((await create(tenant.auditor.headers, { ...wanted, scopes: ['read:audit'] })).status).toBe(201);
  });

  it.each([
    [{ ...wanted, expiresInDays: 0 }],
    [{ ...wanted, expiresInDays: 366 }],
    [{ ...wanted, scopes: [] }],
    [{ ...wanted, scopes: ['read:everything'] }],
    [{ ...wanted, scopes: ['read:dashboard', 'read:dashboard'] }],
    [{ ...wanted, name: 'line\nbreak' }],
    [{ ...wanted, lookup: 'x' }],
    [{}],
  ])('refuses %j', async (body) => {
    expect(await create(tenant.admin.headers, body)).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });

  it('needs a session, not a key, and a caller', async () => {
    const key = await makeKey(server, tenant.admin, ['read:dashboard']);
    expect(await create(key)).toMatchObject({ status: 403, code: 'SESSION_REQUIRED' });
    expect(await create({})).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('revoking a key', () => {
  const revoke = (headers: Readonly<Record<string, string>>, id: string) =>
    server.call('DELETE', `/api-keys/${id}`, { headers });

  it('holds from the next request on; the row stays', async () => {
    const made = await create(tenant.member.headers);
    expect((await use(made.apiKey)).status).toBe(200);
    expect(await revoke(tenant.member.headers, made.id)).toMatchObject({
      status: 200,
      data: { status: 'REVOKED' },
    });
    expect((await use(made.apiKey)).status).toBe(401);
    expect(await server.call('GET', '/api-keys', { headers: tenant.member.headers })).toMatchObject({
      data: { items: [{ id: made.id, status: 'REVOKED' }] },
    });
    expect(
      (await server.call('GET', '/api-keys?active=true', { headers: tenant.member.headers })).data,
    ).toMatchObject({ items: [] });
  });

  it('holds under load: no request that starts after it gets through', async () => {
    const made = await create(tenant.member.headers);
    const running = Array.from({ length: 50 }, () => use(made.apiKey));
    await revoke(tenant.member.headers, made.id);
    const after = await Promise.all(Array.from({ length: 200 }, () => use(made.apiKey)));
    await Promise.all(running);
    expect(after.filter((answer) => answer.status !== 401)).toEqual([]);
  });

  it('is for one’s own keys, and for an administrator any of the tenant', async () => {
    const made = await create(tenant.member.headers);
    const missing = await revoke(tenant.verifier.headers, '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee');
    for (const stranger of [tenant.verifier, other.admin]) {
      const answer = await revoke(stranger.headers, made.id);
      expect(answer.status).toBe(404);
      expect(answer.text.replace(/"requestId":"[^"]+"/, '')).toBe(
        missing.text.replace(/"requestId":"[^"]+"/, ''),
      );
    }
    expect((await revoke(tenant.admin.headers, made.id)).status).toBe(200);
    expect((await revoke({}, made.id)).status).toBe(401);
    expect((await revoke(tenant.admin.headers, 'x')).status).toBe(400);
  });
});

describe('using a key', () => {
  it('is bound to its tenant and its scopes', async () => {
    const key = await makeKey(server, tenant.admin, ['read:assets']);
    expect((await server.call('GET', '/api-keys', { headers: key })).code).toBe('INSUFFICIENT_SCOPE');
    const dashboard = await makeKey(server, tenant.admin, ['read:dashboard']);
    expect(
      (await server.call('GET', '/api-keys', { headers: { ...dashboard, 'x-tenant-id': other.tenantId } }))
        .code,
    ).toBe('FORBIDDEN');
    expect(
      (await server.call('GET', '/api-keys', { headers: { ...dashboard, 'x-tenant-id': tenant.tenantId } }))
        .status,
    ).toBe(200);
  });

  it('stops with its expiry, and with its owner', async () => {
    expect(
      (
        await server.call('GET', '/api-keys', {
          headers: await makeKey(server, tenant.admin, ['read:dashboard'], { expired: true }),
        })
      ).status,
    ).toBe(401);
    expect(
      (
        await server.call('GET', '/api-keys', {
          headers: await makeKey(server, tenant.admin, ['read:dashboard'], { revoked: true }),
        })
      ).status,
    ).toBe(401);
    const person = await makePerson(server, tenant.tenantId, 'MEMBER');
    const key = await makeKey(server, person, ['read:dashboard']);
    expect((await server.call('GET', '/api-keys', { headers: key })).status).toBe(200);
    await server.call('PATCH', `/users/${person.userId}`, {
      headers: tenant.admin.headers,
      body: { status: 'DISABLED' },
    });
    expect((await server.call('GET', '/api-keys', { headers: key })).status).toBe(401);
  });

  it('keeps when and from where it was last used, to the minute', async () => {
    const made = await create(tenant.member.headers);
    for (let n = 0; n < 5; n++) await use(made.apiKey);
    const row = async () =>
      (
        await server.database.admin.query<{ last_used_at: Date | null; last_used_address: string }>(
          'select last_used_at, last_used_address from api_keys where key_id = $1',
          [made.id],
        )
      ).rows[0];
    await expect.poll(row).toMatchObject({ last_used_at: expect.any(Date), last_used_address: '127.0.0.1' });
    const first = await row();
    await use(made.apiKey);
    expect(await row()).toEqual(first);
    server.clock.advance({ minutes: 1 });
    await use(made.apiKey);
    await expect
      .poll(async () => (await row())?.last_used_at?.getTime())
      .toBeGreaterThan(first?.last_used_at?.getTime() ?? 0);
  });
});

describe('guessing a key', () => {
  const wrongSecretOf = async (made: { apiKey: string }) => {
    const { newApiKey, parseApiKey } = await import('./api-key-format.ts');
    const lookup = parseApiKey(made.apiKey)?.lookup ?? '';
    // Well formed, checksum included, with the lookup of the real key.
    const fake = newApiKey({
      nowMs: () => 0,
      randomBytes: (size) => (size === 12 ? lookupBytes(lookup) : server.clock.randomBytes(size)),
    });
    expect(fake.lookup).toBe(lookup);
    return fake.apiKey;
  };

  it('checks ten wrong secrets a minute, refuses the rest, and leaves the right key and others alone', async () => {
    const [made, bystander] = [await create(tenant.member.headers), await create(tenant.admin.headers)];
    const guesses = await Promise.all(Array.from({ length: 40 }, async () => use(await wrongSecretOf(made))));
    expect(guesses.filter((answer) => answer.status === 401)).toHaveLength(10);
    expect(guesses.filter((answer) => answer.code === 'RATE_LIMITED')).toHaveLength(30);
    expect([(await use(made.apiKey)).status, (await use(bystander.apiKey)).status]).toEqual([200, 200]);
    await expect
      .poll(
        async () =>
          (
            await server.database.admin.query(
              `select 1 from audit_log where tenant_id = $1 and type = 'api-key.refused'`,
              [tenant.tenantId],
            )
          ).rowCount,
      )
      .toBe(10);
  });

  it('answers an unknown lookup as a wrong secret', async () => {
    const { newApiKey } = await import('./api-key-format.ts');
    const wrong = await use(await wrongSecretOf(await create(tenant.member.headers)));
    const unknown = await use(newApiKey(server.clock).apiKey);
    expect(unknown.text.replace(/"requestId":"[^"]+"/, '')).toBe(
      wrong.text.replace(/"requestId":"[^"]+"/, ''),
    );
  });
});

/** The bytes that newApiKey writes as this lookup. */
function lookupBytes(lookup: string): Buffer {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const number = [...lookup].reduce((sum, letter) => sum * 62n + BigInt(alphabet.indexOf(letter)), 0n);
  return Buffer.from(number.toString(16).padStart(24, '0'), 'hex');
}

it('is not for a person who signed in elsewhere', async () => {
  const headers = await signIn(server, other.admin.userId);
  const answer = await server.call('GET', '/api-keys', {
    headers: { ...headers, 'x-tenant-id': tenant.tenantId },
  });
  expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' });
});
