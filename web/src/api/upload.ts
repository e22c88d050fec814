import { apiBase, idempotencyKey } from './client.ts';
import { field, readProblem } from './problem.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Over the last seconds; null until there is something to measure. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

interface UploadOptions {
  readonly path: string;
  readonly tenantId?: string;
  readonly form: FormData;
  readonly onProgress?: (progress: UploadProgress) => void;
  readonly signal?: AbortSignal;
}

/** Sends a multipart form with real progress, which `fetch` cannot tell. @returns `data` of the envelope, unchecked. */
export function upload({ path, tenantId, form, onProgress, signal }: UploadOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const measure = rateMeter(performance.now());
    request.open('POST', `${apiBase}${path}`);
    if (tenantId) request.setRequestHeader('x-tenant-id', tenantId);
    request.setRequestHeader('idempotency-key', idempotencyKey());
    request.upload.addEventListener('progress', (event) => {
      onProgress?.(measure({ sentBytes: event.loaded, totalBytes: event.total, atMs: performance.now() }));
    });
    request.addEventListener('load', () => {
      const body = parseJson(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(field(body, 'data'));
      else reject(readProblem(body, request.status));
    });
    request.addEventListener('error', () => reject(new TypeError('network')));
    request.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const windowMs = 4_000;

/** Rate over a sliding window, so that a slow start does not spoil the estimate. Times in milliseconds. */
export function rateMeter(startMs: number) {
  const samples: { atMs: number; sentBytes: number }[] = [{ atMs: startMs, sentBytes: 0 }];
  return ({
    sentBytes,
    totalBytes,
    atMs,
  }: {
    sentBytes: number;
    totalBytes: number;
    atMs: number;
  }): UploadProgress => {
    samples.push({ atMs, sentBytes });
    while (samples.length > 2 && atMs - (samples[0]?.atMs ?? atMs) > windowMs) samples.shift();
    const first = samples[0] ?? { atMs, sentBytes };
    const seconds = (atMs - first.atMs) / 1_000;
    const bytesPerSecond = seconds > 0.2 ? (sentBytes - first.sentBytes) / seconds : null;
    const secondsLeft = bytesPerSecond ? (totalBytes - sentBytes) / bytesPerSecond : null;
    return { sentBytes, totalBytes, bytesPerSecond, secondsLeft };
  };
}
