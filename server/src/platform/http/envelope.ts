import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorDetail, errorStatus } from '../../kernel/errors.ts';
import { sqlState } from '../db/transactor.ts';

export interface ErrorBody {
  readonly success: false;
  readonly error: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly requestId: string;
    readonly details?: readonly ErrorDetail[];
  };
}

/** One envelope for every failure, whatever threw it: our own errors, the framework's, the database's, bugs. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = toAppError(error);
  const log = known.status >= 500 && known.code !== 'NOT_BUILT' ? 'error' : 'info';
  request.log[log]({ err: error, code: known.code, internal: known.internal }, 'request failed');
  if (known.retryAfterSeconds !== undefined)
    void reply.header('retry-after', String(known.retryAfterSeconds));
  const body: ErrorBody = {
    success: false,
    error: {
      status: errorStatus[known.code],
      code: known.code,
      message: known.message,
      requestId: request.id,
      ...(known.details ? { details: known.details } : {}),
    },
  };
  return reply
    .code(known.status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

/** Any thrown value as an AppError whose message is safe to show. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const framework = frameworkError(error);
  if (framework) return framework;
  const database = databaseError(error);
  if (database) return database;
  return new AppError('INTERNAL', 'Something went wrong on our side. It is logged under this request id.', {
    cause: error,
  });
}

function frameworkError(error: unknown): AppError | undefined {
  if (!isFastifyError(error)) return undefined;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return new AppError('PAYLOAD_TOO_LARGE', 'The request body is larger than this endpoint takes.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return new AppError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send application/json, or multipart/form-data where the endpoint takes files.',
      );
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new AppError('VALIDATION_FAILED', 'The body is empty; send a JSON object.');
    default:
  }
  if (error.validation) return validationError(error);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new AppError(
      'VALIDATION_FAILED',
      'The request cannot be read. Check that the body is valid JSON and the headers are well-formed.',
      {
        internal: error.message,
      },
    );
  }
  return undefined;
}

function isFastifyError(error: unknown): error is FastifyError {
  return (
    error instanceof Error &&
    ('statusCode' in error ||
      ('code' in error && typeof error.code === 'string' && error.code.startsWith('FST_')))
  );
}

function validationError(error: FastifyError): AppError {
  const details = (error.validation ?? []).slice(0, 20).map((one) => {
    const extra = 'additionalProperty' in one.params ? `/${String(one.params.additionalProperty)}` : '';
    const missing = 'missingProperty' in one.params ? `/${String(one.params.missingProperty)}` : '';
    const path = `${error.validationContext ?? 'request'}${one.instancePath}${extra}${missing}`.replaceAll(
      '/',
      '.',
    );
    return { path, message: wording(one.keyword, one.message ?? 'is not valid', one.params) };
  });
  const first = details[0];
  return new AppError(
    'VALIDATION_FAILED',
    first ? `${first.path}: ${first.message}` : 'The request is not valid.',
    { details },
  );
}

function wording(keyword: string, message: string, params: Record<string, unknown>): string {
  if (keyword === 'additionalProperties') return 'is not a known field; remove it';
  if (keyword === 'required') return 'is required';
  if (keyword === 'enum' && Array.isArray(params.allowedValues))
    return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'pattern') return 'has characters or a form that is not allowed here';
  return message;
}

function databaseError(error: unknown): AppError | undefined {
  const state = sqlState(error);
  if (state === undefined || !/^[0-9A-Z]{5}$/.test(state)) return connectionLost(error);
  const internal = error instanceof Error ? error.message : state;
  // Right in form and yet no time: 30 February, 25 o'clock, the year 0000. Whatever a service did not look at itself ends here.
  if (state === '22007' || state === '22008') {
    return new AppError(
      'VALIDATION_FAILED',
      'A time in the request does not exist. Send for example 2026-05-31T12:00:00Z.',
      { internal },
    );
  }
  // Two requests at the same moment made the same thing; one of them was first.
  if (state === '23505')
    return new AppError(
      'CONFLICT',
      'Somebody else just did the same. Read it again before you repeat this.',
      {
        internal,
      },
    );
  if (state === '57014')
    return new AppError(
      'UNAVAILABLE',
      'This took too long and was stopped. Narrow the request or try again.',
      { retryAfterSeconds: 5, internal },
    );
  if (state === '53100')
    return new AppError('UNAVAILABLE', 'The server has no disk space left. Nothing was changed.', {
      retryAfterSeconds: 60,
      internal,
    });
  if (/^(08|53|57P|40)/.test(state))
    return new AppError('UNAVAILABLE', 'The database is not available. Try again in a moment.', {
      retryAfterSeconds: 2,
      internal,
      cause: error,
    });
  return undefined;
}

const lostConnection = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT']);

function connectionLost(error: unknown): AppError | undefined {
  const code = sqlState(error);
  const ended =
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message);
  if (
    !ended &&
    !(
      code !== undefined &&
      lostConnection.has(code) &&
      error instanceof Error &&
      'syscall' in error &&
      error.syscall === 'connect'
    )
  )
    return undefined;
  return new AppError('UNAVAILABLE', 'The database is not available. Try again in a moment.', {
    retryAfterSeconds: 2,
    cause: error,
  });
}
