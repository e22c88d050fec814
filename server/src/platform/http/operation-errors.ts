import { type ErrorCode, errorStatus } from '../../kernel/errors.ts';
import { commonErrors, type Operation } from '../../kernel/operation.ts';

/** Every code the operation may answer with: its own, and those that follow from its access and method. By status. */
export function errorCodesOf(op: Operation): readonly ErrorCode[] {
  const codes = new Set<ErrorCode>([
    ...commonErrors,
    ...accessErrors(op),
    ...methodErrors(op),
    ...op.errors,
    ...(op.notBuilt ? (['NOT_BUILT'] as const) : []),
  ]);
  return [...codes].sort((a, b) => errorStatus[a] - errorStatus[b] || (a < b ? -1 : 1));
}

function accessErrors({ access }: Operation): readonly ErrorCode[] {
  if (access.kind === 'PUBLIC') return [];
  if (access.kind === 'SIGNED_IN') return ['UNAUTHENTICATED', 'SESSION_REQUIRED'];
  if (access.kind === 'PLATFORM') return ['UNAUTHENTICATED', 'SESSION_REQUIRED', 'FORBIDDEN'];
  const key = access.key === 'SESSION_ONLY' ? 'SESSION_REQUIRED' : 'INSUFFICIENT_SCOPE';
  return ['UNAUTHENTICATED', 'TENANT_REQUIRED', 'TENANT_MISMATCH', 'FORBIDDEN', key];
}

function methodErrors({ method }: Operation): readonly ErrorCode[] {
  if (method === 'GET') return [];
  const changing = ['CSRF_REJECTED', 'CONFLICT', 'IDEMPOTENCY_KEY_REUSED'] as const;
  if (method === 'DELETE') return changing;
  return [...changing, 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
}
