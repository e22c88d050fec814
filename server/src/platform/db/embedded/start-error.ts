/**
 * The database could not be started, for a reason the person at the keyboard can act on. `message` is one line, safe to
 * print as it is; `detail` is the raw text behind it, for the log.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly detail: string | undefined;

  constructor(message: string, options: { readonly detail?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.detail = options.detail;
  }
}

/** The system's short code of a failed call, such as `ENOSPC`; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Known texts of PostgreSQL, initdb and the system (messages are forced to English), with what to do about each. */
const knownCauses: readonly (readonly [RegExp, (folder: string) => string])[] = [
  [
    /No space left on device|ENOSPC|wrote only \d+ of \d+ bytes/,
    (folder) => `The disk that holds ${folder} is full. Free some space, then start again.`,
  ],
  [
    /Disk quota exceeded|EDQUOT/,
    (folder) => `The disk quota for ${folder} is used up. Free some space, then start again.`,
  ],
  [
    /Read-only file system|EROFS/,
    (folder) => `${folder} is on a read-only file system. Choose another data folder.`,
  ],
  [
    /Permission denied|EACCES|EPERM|Operation not permitted|has wrong ownership/,
    (folder) =>
      `No permission to use ${folder}. Start CRP as the user that owns it, or choose another data folder.`,
  ],
  [
    /Cannot allocate memory|could not map anonymous shared memory|ENOMEM/,
    () => 'There is not enough free memory to start PostgreSQL (about 200 MB are needed).',
  ],
  [
    /database files are incompatible with server/,
    (folder) =>
      `The database in ${folder} was made by an incompatible PostgreSQL build. Start the CRP release that made it.`,
  ],
  [
    /error while loading shared libraries|GLIBC_|spawn \S+ ENOENT|Exec format error/,
    () =>
      'The PostgreSQL that ships with CRP does not run on this system. Set DATABASE_URL to a PostgreSQL 15 or newer.',
  ],
];

/** Turns a raw failure into one clear line; an unknown one keeps the first line that PostgreSQL marked as fatal. */
export function explainFailure(
  raw: string,
  context: { readonly folder: string; readonly doing: string },
): StartError {
  for (const [pattern, sentence] of knownCauses) {
    if (pattern.test(raw)) return new StartError(sentence(context.folder), { detail: raw });
  }
  const lines = raw.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no reason given';
  return new StartError(`PostgreSQL failed while ${context.doing}: ${telling.trim()}`, { detail: raw });
}

/** As `explainFailure`, for an error that was thrown; a StartError passes through. */
export function explainError(
  error: unknown,
  context: { readonly folder: string; readonly doing: string },
): StartError {
  if (error instanceof StartError) return error;
  const raw = error instanceof Error ? `${systemCode(error) ?? ''} ${error.message}` : String(error);
  const explained = explainFailure(raw, context);
  return new StartError(explained.message, { detail: raw, cause: error });
}
