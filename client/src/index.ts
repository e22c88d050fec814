import createClient, { type Client, type Middleware } from 'openapi-fetch';
import { CrpError, errorOf } from './error.ts';
import type { paths } from './openapi.gen.ts';

export { CrpError } from './error.ts';
export type * from './openapi.gen.ts';

export type CrpClient = Client<paths>;

export interface CrpClientOptions {
  /** Address of the deployment, for example `https://crp.example`; paths bring `/api/v1` themselves. */
  readonly baseUrl: string;
  /** `crp.<lookup>.<secret>`. Without it the browser's session cookie is used. */
  readonly apiKey?: string;
  /** Needed only by a session with several memberships; a key implies its tenant. */
  readonly tenantId?: string;
  /** For tests, proxies and retries; default is the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client whose `GET`, `POST`, `PATCH` and `DELETE` take the paths of the API and know their parameters, bodies and
 * answers. Every change carries an Idempotency-Key of its own unless the call sets one, so a retry of the same request
 * object cannot act twice.
 */
export function createCrpClient({ baseUrl, apiKey, tenantId, fetch }: CrpClientOptions): CrpClient {
  const client = createClient<paths>({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(tenantId === undefined ? {} : { 'x-tenant-id': tenantId }),
    },
    ...(fetch ? { fetch } : {}),
  });
  client.use(idempotency);
  return client;
}

const idempotency: Middleware = {
  onRequest({ request }) {
    if (request.method === 'GET' || request.headers.has('idempotency-key')) return undefined;
    request.headers.set('idempotency-key', crypto.randomUUID());
    return request;
  },
};

interface Answer<T> {
  readonly data?: { readonly success: true; readonly data: T } | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The `data` of the envelope.
 * @throws CrpError for every answer that is a failure, also one that is not the API's own (a proxy's 502)
 */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (data !== undefined) return data.data;
  throw errorOf(error, response);
}

/**
 * Every item of a list, page by page. `maxItems` bounds it.
 * @throws CrpError of a page; RangeError when there are more than `maxItems`
 * @example for await (const item of everyItem((cursor) => unwrap(crp.GET('/api/v1/assets', { params: { query: cursor } })))) …
 */
export async function* everyItem<T>(
  readPage: (query: { cursor?: string }) => Promise<{ items: T[]; page: { nextCursor: string | null } }>,
  maxItems = 100_000,
): AsyncGenerator<T, void, undefined> {
  let cursor: string | null = null;
  let given = 0;
  do {
    const { items, page }: { items: T[]; page: { nextCursor: string | null } } = await readPage(
      cursor === null ? {} : { cursor },
    );
    for (const item of items) {
      if (given === maxItems) throw new RangeError(`more than ${maxItems} items`);
      given += 1;
      yield item;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/**
 * The body of a download or event stream, taken with `parseAs: 'stream'`.
 * @throws CrpError when it is a failure
 */
export async function unwrapStream(
  call: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<ReadableStream<Uint8Array>> {
  const { data, error, response } = await call;
  if (data instanceof ReadableStream) return data;
  throw response.ok
    ? new CrpError({ status: response.status, code: 'INTERNAL', message: 'The answer has no body.' })
    : errorOf(error, response);
}
