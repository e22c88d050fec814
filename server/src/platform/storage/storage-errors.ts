import { AppError } from '../../kernel/errors.ts';

export function tooLarge(maxBytes: number): AppError {
  const mebibytes = maxBytes / 1024 / 1024;
  const most = mebibytes >= 1 ? `${Math.floor(mebibytes)} MiB` : `${maxBytes} bytes`;
  return new AppError(
    'PAYLOAD_TOO_LARGE',
    `The file is larger than ${most}, which is the most this endpoint takes.`,
  );
}

export function damaged(sha256: string, found: string): AppError {
  return new AppError('INTERNAL', 'A stored file is damaged; restore it from a backup.', {
    internal: `object ${sha256} is damaged: ${found}`,
  });
}

const retryAfterSeconds = 60;

/** @param internal for the log: what the store said */
export function unavailable(internal: string, cause?: unknown): AppError {
  return new AppError(
    'UNAVAILABLE',
    'The server cannot keep or read files right now. Nothing was kept; try again later.',
    {
      retryAfterSeconds,
      internal,
      cause,
    },
  );
}

/** What the operating system says when a store has no room, no permission or a failing disk. */
const storeFailures = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ESTALE',
  'ENOTCONN',
]);

/** A failure of the store as UNAVAILABLE; any other error, an abort or the source's own for example, as it is. */
export function storeFailure(error: unknown): unknown {
  const code = systemCode(error);
  return code !== undefined && storeFailures.has(code) ? unavailable(`file system: ${code}`, error) : error;
}

export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
