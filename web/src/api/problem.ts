import { t } from '../shared/i18n.ts';

/** A failed call as the error envelope tells it; `code` is NETWORK when no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly path: string; readonly message: string }[];

  constructor(options: {
    status: number;
    code: string;
    message: string;
    requestId?: string | undefined;
    details?: readonly { path: string; message: string }[];
  }) {
    super(options.message);
    this.status = options.status;
    this.code = options.code;
    this.requestId = options.requestId;
    this.details = options.details ?? [];
  }
}

/** What to tell the reader. Anything that is no ApiProblem is a fault of the page or of the network. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError)
    return new ApiProblem({ status: 0, code: 'NETWORK', message: t('error.network') });
  return new ApiProblem({ status: 0, code: 'PAGE', message: t('error.page') });
}

/** The message of the field, when the answer names it. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.details.find((detail) => detail.path === path || detail.path.endsWith(`/${path}`))?.message;
}

/** Reads an error envelope that may be of any shape: a proxy in between may have answered instead. */
export function readProblem(body: unknown, status: number): ApiProblem {
  const error = field(body, 'error');
  const code = field(error, 'code');
  const message = field(error, 'message');
  const requestId = field(error, 'requestId');
  return new ApiProblem({
    status,
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : t('error.status', { status: String(status) }),
    requestId: typeof requestId === 'string' ? requestId : undefined,
    details: readDetails(field(error, 'details')),
  });
}

function readDetails(value: unknown): { path: string; message: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((detail: unknown) => {
    const path = field(detail, 'path');
    const message = field(detail, 'message');
    return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : [];
  });
}

/** The named field of an unknown value, or undefined. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}
