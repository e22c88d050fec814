import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { StorageLocation } from '../config/storage-location.ts';
import { type Randomness, systemRandomness } from '../crypto/randomness.ts';
import { unavailable } from './storage-errors.ts';

export type Bucket = Extract<StorageLocation, { kind: 'S3' }>;

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Below the bucket's prefix; letters, digits, ".", "_", "-" and "/". Null: the bucket itself. */
  readonly key: string | null;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signed with its digest, so that it cannot change on the way; kept by the caller until the answer, for retries. */
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal | undefined;
}

export interface S3Client {
  /**
   * The answer to a signed request, with its headers read and its body not. Refusals that may pass (429, 5xx, no connection)
   * are tried again, with full jitter.
   * @throws AppError UNAVAILABLE for every status but 2xx, 404 and 416; the signal's reason when aborted
   */
  send(request: S3Request): Promise<Response>;
}

export interface S3ClientOptions {
  readonly randomness?: Randomness;
  /** Longest wait before the second attempt; doubles with each. Default 200 ms. */
  readonly firstDelayMs?: number;
  readonly headersTimeoutMs?: number;
}

const maxAttempts = 5;
const maxDelayMs = 5_000;

/** SHA-256 of no bytes. */
const emptySha256 = createHash('sha256').digest('hex');

export function s3Client(bucket: Bucket, options: S3ClientOptions = {}): S3Client {
  const { randomness = systemRandomness, firstDelayMs = 200, headersTimeoutMs = 60_000 } = options;
  const base = baseUrl(bucket);
  const cache = new Map<string, ArrayBuffer>();
  const jitter = () => Buffer.from(randomness.randomBytes(4)).readUInt32BE() / 2 ** 32;

  const attempt = async (request: S3Request): Promise<Response> => {
    const { method, url, headers } = await signed(request, { bucket, base, cache });
    return withDeadline(request.signal, headersTimeoutMs, (signal) =>
      fetch(url, {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(request.body ? { body: request.body } : {}),
      }),
    );
  };

  return {
    async send(request) {
      for (let tries = 1; ; tries++) {
        const answer = await attempt(request).catch((error: unknown) => ({ error }));
        request.signal?.throwIfAborted();
        if (!('error' in answer) && isAnswer(answer.status)) return answer;
        const passing = 'error' in answer || answer.status === 429 || answer.status >= 500;
        if (!passing || tries === maxAttempts) throw await failureOf(request, answer);
        if (!('error' in answer)) await answer.body?.cancel();
        const longest = Math.min(maxDelayMs, firstDelayMs * 2 ** (tries - 1));
        await sleep(jitter() * longest, undefined, request.signal ? { signal: request.signal } : {});
      }
    },
  };
}

function isAnswer(status: number): boolean {
  return (status >= 200 && status < 300) || status === 404 || status === 416;
}

interface Signing {
  readonly bucket: Bucket;
  readonly base: string;
  readonly cache: Map<string, ArrayBuffer>;
}

async function signed(
  { method, key, query = {}, headers = {}, body }: S3Request,
  { bucket, base, cache }: Signing,
) {
  const { accessKeyId, secretAccessKey, sessionToken, region, prefix } = bucket;
  const path = key === null || prefix === '' ? (key ?? '') : `${prefix}/${key}`;
  const url = new URL(`${base}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const contentSha256 = body ? createHash('sha256').update(body).digest('hex') : emptySha256;
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: { ...headers, 'x-amz-content-sha256': contentSha256 },
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
    cache,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
  return signer.sign();
}

/** Path style at an endpoint of one's own; at Amazon's, the bucket's own host, unless dots in its name break the certificate. */
function baseUrl({ endpoint, region, bucket }: Bucket): string {
  if (endpoint !== undefined) return `${endpoint}/${bucket}/`;
  const host = `s3.${region}.amazonaws.com`;
  return bucket.includes('.') ? `https://${host}/${bucket}/` : `https://${bucket}.${host}/`;
}

/** Bounds the time to the answer's headers only: a body may take as long as it keeps moving (the HTTP client bounds that). */
async function withDeadline<T>(
  outer: AbortSignal | undefined,
  ms: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await run(outer ? AbortSignal.any([outer, deadline.signal]) : deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function failureOf(
  { method }: S3Request,
  answer: Response | { readonly error: unknown },
): Promise<Error> {
  if ('error' in answer) return unavailable(`S3 ${method}: ${describe(answer.error)}`, answer.error);
  const text = await answer.text().catch(() => '');
  const [, code = 'no code'] = /<Code>([A-Za-z0-9.]{1,80})<\/Code>/.exec(text.slice(0, 10_000)) ?? [];
  return unavailable(`S3 ${method}: ${answer.status} ${code}`);
}

/** `fetch failed` says nothing; its cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
