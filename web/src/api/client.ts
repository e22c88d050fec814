import createClient, { type Middleware } from 'openapi-fetch';
import { readProblem } from './problem.ts';
import type { paths } from './schema.ts';

export const apiBase = '/api/v1';

/** A fresh key per call: a retry of the browser or a proxy then cannot do a thing twice. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const mutations: Middleware = {
  onRequest({ request }) {
    if (request.method === 'GET') return request;
    request.headers.set('idempotency-key', idempotencyKey());
    if (request.method === 'DELETE' || request.headers.has('content-type')) return request;
    // An operation without fields still takes an object.
    request.headers.set('content-type', 'application/json');
    return new Request(request, { body: '{}' });
  },
};

function newClient(headers: Record<string, string>) {
  const client = createClient<paths>({
    baseUrl: apiBase,
    headers,
    querySerializer: { array: { style: 'form', explode: false } },
  });
  client.use(mutations);
  return client;
}

export type Api = ReturnType<typeof newClient>;

/** Calls that belong to no tenant: session, set-up, system. */
export const api: Api = newClient({});

const byTenant = new Map<string, Api>();

/** Calls inside one tenant. */
export function tenantApi(tenantId: string): Api {
  const known = byTenant.get(tenantId);
  if (known) return known;
  const made = newClient({ 'x-tenant-id': tenantId });
  byTenant.set(tenantId, made);
  return made;
}

interface Answer<T> {
  readonly data?: { readonly success: true; readonly data: T } | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** `data` of the envelope. @throws ApiProblem for every failure that answered. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data !== undefined) return data.data;
  throw readProblem(error, response.status);
}

/** As `take`, with the ETag that a later PATCH sends as If-Match. */
export async function takeVersioned<T>(call: Promise<Answer<T>>): Promise<{ value: T; etag: string | null }> {
  const { data, error, response } = await call;
  if (data !== undefined) return { value: data.data, etag: response.headers.get('etag') };
  throw readProblem(error, response.status);
}

export function ifMatch(etag: string | null): Record<string, string> {
  return etag === null ? {} : { 'if-match': etag };
}
