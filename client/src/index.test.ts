import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrpError, createCrpClient, everyItem, unwrap, unwrapStream } from './index.ts';

const seen: IncomingMessage[] = [];
let server: Server;
let baseUrl = '';

const second = { items: [{ id: 'b' }, { id: 'c' }], page: { limit: 2, nextCursor: null } };
const first = { items: [{ id: 'a' }], page: { limit: 2, nextCursor: 'next page' } };
const refusal = { status: 403, code: 'INSUFFICIENT_SCOPE', message: 'This key may not.', requestId: 'r-1' };

function answer(request: IncomingMessage): {
  status: number;
  body: string;
  headers?: Record<string, string>;
} {
  const url = new URL(request.url ?? '/', 'http://crp');
  if (url.pathname === '/api/v1/assets') {
    const data = url.searchParams.get('cursor') === 'next page' ? second : first;
    return { status: 200, body: JSON.stringify({ success: true, data }) };
  }
  if (url.pathname === '/api/v1/auth/sign-out') {
    return { status: 200, body: JSON.stringify({ success: true, data: { signedOut: true } }) };
  }
  if (url.pathname === '/api/v1/users')
    return { status: 403, body: JSON.stringify({ success: false, error: refusal }) };
  if (url.pathname.endsWith('/download')) return { status: 200, body: 'bytes' };
  return {
    status: 503,
    body: '<html>proxy</html>',
    headers: { 'retry-after': '7', 'content-type': 'text/html' },
  };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    const { status, body, headers } = answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address && typeof address === 'object') baseUrl = `http://127.0.0.1:${address.port}/`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function client() {
  return createCrpClient({ baseUrl, apiKey: 'crp.a.b', tenantId: '0199b2f0-0000-7000-8000-000000000000' });
}

describe('the client', () => {
  it('sends key and tenant, and walks every page of a list', async () => {
    const crp = client();
    const ids: string[] = [];
    const pages = (query: { cursor?: string }) => unwrap(crp.GET('/api/v1/assets', { params: { query } }));
    for await (const asset of everyItem(pages)) ids.push(asset.id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer crp.a.b');
    expect(seen.at(-1)?.headers['x-tenant-id']).toBe('0199b2f0-0000-7000-8000-000000000000');
    expect(seen.at(-1)?.headers['idempotency-key']).toBeUndefined();
  });

  it('stops a list at its bound instead of reading for ever', async () => {
    const endless = () => Promise.resolve({ items: [1, 2], page: { nextCursor: 'more' } });
    await expect(async () => {
      for await (const _ of everyItem(endless, 5));
    }).rejects.toThrow(RangeError);
  });

  it('gives each change its own Idempotency-Key, and keeps the one that the caller set', async () => {
    await unwrap(client().POST('/api/v1/auth/sign-out', { body: {} }));
    const own = seen.at(-1)?.headers['idempotency-key'];
    await unwrap(client().POST('/api/v1/auth/sign-out', { body: {} }));
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen.at(-1)?.headers['idempotency-key']).not.toBe(own);
    await unwrap(
      client().POST('/api/v1/auth/sign-out', { params: { header: { 'Idempotency-Key': 'mine' } }, body: {} }),
    );
    expect(seen.at(-1)?.headers['idempotency-key']).toBe('mine');
  });

  it('throws the failure that the API states', async () => {
    const failure = await unwrap(client().GET('/api/v1/users')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CrpError);
    expect(failure).toMatchObject(refusal);
  });

  it('throws a readable failure when something else answered', async () => {
    const failure = await unwrap(client().GET('/api/v1/reports')).catch((error: unknown) => error);
    expect(failure).toMatchObject({ status: 503, code: 'UNAVAILABLE', retryAfterSeconds: 7 });
  });

  it('hands downloads over as a stream', async () => {
    const params = { path: { reportId: 'x' }, query: { format: 'pdf' as const } };
    const call = client().GET('/api/v1/reports/{reportId}/download', { params, parseAs: 'stream' });
    expect(await new Response(await unwrapStream(call)).text()).toBe('bytes');
  });
});
