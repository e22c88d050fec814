import type { ErrorCode, ErrorEnvelope } from './openapi.gen.ts';

type Failure = ErrorEnvelope['error'];

/** A failure as the API states it. `message` is safe to show; `requestId` is what an operator finds the log by. */
export class CrpError extends Error {
  override readonly name = 'CrpError';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];
  /** Seconds to wait, with RATE_LIMITED and UNAVAILABLE. */
  readonly retryAfterSeconds: number | undefined;

  constructor(failure: Omit<Failure, 'requestId'> & { requestId?: string; retryAfterSeconds?: number }) {
    super(failure.message);
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    this.details = failure.details ?? [];
    this.retryAfterSeconds = failure.retryAfterSeconds;
  }
}

/** What failed, also when the body is not the API's envelope because something in between answered. */
export function errorOf(body: unknown, response: Response): CrpError {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retry = Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {};
  if (isEnvelope(body)) return new CrpError({ ...body.error, ...retry });
  const code = response.status === 503 ? 'UNAVAILABLE' : 'UPSTREAM_FAILED';
  return new CrpError({
    status: response.status,
    code,
    message: `The server answered ${response.status} and no reason that can be read.`,
    ...retry,
  });
}

function isEnvelope(body: unknown): body is ErrorEnvelope {
  if (typeof body !== 'object' || body === null || !('success' in body) || !('error' in body)) return false;
  const { success, error } = body;
  return (
    success === false && typeof error === 'object' && error !== null && 'code' in error && 'message' in error
  );
}
