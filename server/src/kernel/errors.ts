/**
 * The one list of error codes and the HTTP status each one maps to (contract, section 1).
 * A code is part of the public API: never rename or reuse one.
 */
export const errorStatus = {
  VALIDATION_FAILED: 400,
  TENANT_REQUIRED: 400,
  TENANT_MISMATCH: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPE: 403,
  SESSION_REQUIRED: 403,
  CSRF_REJECTED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  ILLEGAL_TRANSITION: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNREADABLE_REPORT: 422,
  GATE_REFUSED: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  NOT_BUILT: 501,
  UPSTREAM_FAILED: 502,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** One thing wrong with the input: `path` names the field or line, `message` says what to do about it. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** For the log only; never leaves the server. */
  readonly internal?: string;
  readonly details?: readonly ErrorDetail[];
  /** Seconds, sent as `Retry-After` with RATE_LIMITED and UNAVAILABLE. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * An expected failure. `message` is safe to show to an end user; everything else that helps an operator goes to
 * `internal`, which only the log sees.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly internal: string | undefined;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.internal = options.internal;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}

/** The same bytes for "never existed" and "belongs to another tenant" (house rule 3). */
export function notFound(): AppError {
  return new AppError('NOT_FOUND', 'There is nothing here, or you may not see it.');
}

/** VALIDATION_FAILED that names one field. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', `${path}: ${message}`, { details: [{ path, message }] });
}
