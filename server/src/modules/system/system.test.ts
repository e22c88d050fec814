import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeKey, makeTenant, type TestTenant } from '../../testing/people.ts';
import { type TestServer, testServer } from '../../testing/server.ts';

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await testServer();
  tenant = await makeTenant(server);
});
afterAll(() => server.close());

describe('GET /system/origin', () => {
  it('tells a stranger where the deployment is reached, and nothing of a tenant', async () => {
    const { status, data, text } = await server.call('GET', '/system/origin');
    expect(status).toBe(200);
    expect(data).toMatchObject({
      origin: 'http://crp.test',
      apiBase: 'http://crp.test/api/v1',
      documentation: 'http://crp.test/docs/api',
      setUpRequired: false,
    });
    expect(text).not.toContain(tenant.name);
  });

  it('publishes the key that signs, under the id that signatures name', async () => {
    const { data } = await server.call('GET', '/system/origin');
    const { keyId, publicKey } = server.platform.keys.sign('any text');
    expect(data).toMatchObject({ signingKeys: [{ keyId, publicKey }] });
  });

  it('refuses what it does not know', async () => {
    expect(await server.call('GET', '/system/origin?verbose=1')).toMatchObject({
      status: 400,
      code: 'VALIDATION_FAILED',
    });
  });
});

describe('GET /internal/phase2-health', () => {
  it('tells the state of each capability, and of what does not exist that it is not configured', async () => {
    const { status, data } = await server.call('GET', '/internal/phase2-health', {
      headers: tenant.auditor.headers,
    });
    expect(status).toBe(200);
    expect(data).toMatchObject({ status: 'UP' });
    const states = Object.fromEntries(capabilitiesOf(data).map(({ id, status: state }) => [id, state]));
    expect(states).toEqual({
      database: 'UP',
      queue: 'UP',
      storage: 'UP',
      connectors: 'NOT_CONFIGURED',
      feeds: 'NOT_CONFIGURED',
      'graph-cache': 'NOT_CONFIGURED',
      'audit-chain': 'UP',
    });
  });

  it('says so when an audit entry was changed behind the service’s back', async () => {
    const other = await makeTenant(server, 'Tampered');
    await server.platform.transactor.write(
      { tenantId: other.tenantId, actor: { kind: 'SYSTEM', name: 'test' }, requestId: 'r' },
      async (ctx) => ctx.audit({ type: 'test.happened', subject: { type: 'test', id: '1' } }),
    );
    await server.database.admin.query(
      `update audit_log set body = replace(body, 'test.happened', 'test.occurred') where tenant_id = $1`,
      [other.tenantId],
    );
    const { data } = await server.call('GET', '/internal/phase2-health', { headers: other.auditor.headers });
    expect(data).toMatchObject({ status: 'DOWN' });
    expect(capabilitiesOf(data).find(({ id }) => id === 'audit-chain')).toMatchObject({
      status: 'DOWN',
      message: expect.stringContaining('Audit entry 1'),
    });
  });

  it('is for auditors and administrators', async () => {
    expect((await server.call('GET', '/internal/phase2-health')).status).toBe(401);
    expect(
      (await server.call('GET', '/internal/phase2-health', { headers: tenant.member.headers })).status,
    ).toBe(403);
    const key = await makeKey(server, tenant.auditor, ['read:reports']);
    expect(await server.call('GET', '/internal/phase2-health', { headers: key })).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
    });
    const foreign = await makeTenant(server, 'Foreign');
    const headers = { ...foreign.auditor.headers, 'x-tenant-id': tenant.tenantId };
    expect(await server.call('GET', '/internal/phase2-health', { headers })).toMatchObject({ status: 403 });
  });
});

describe('the documentation', () => {
  it('serves the committed OpenAPI document to anyone', async () => {
    const answer = await server.app.inject('/api/v1/openapi.json');
    expect(answer.statusCode).toBe(200);
    expect(answer.payload).toBe(await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8'));
    const again = await server.app.inject({
      url: '/api/v1/openapi.json',
      headers: { 'if-none-match': String(answer.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });

  it('names no address but its own, and its policy allows none', async () => {
    const page = await server.app.inject('/docs/api');
    expect(page.statusCode).toBe(200);
    expect(page.payload).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/);
    const script = await server.app.inject({
      url: '/docs/api/reference.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(script.headers['content-encoding']).toBe('gzip');
    expect(script.rawPayload.length).toBeGreaterThan(500_000);
  });
});

interface Capability {
  readonly id: string;
  readonly status: string;
}

function capabilitiesOf(data: unknown): readonly Capability[] {
  if (
    typeof data !== 'object' ||
    data === null ||
    !('capabilities' in data) ||
    !Array.isArray(data.capabilities)
  )
    throw new Error('no capabilities');
  return data.capabilities;
}
