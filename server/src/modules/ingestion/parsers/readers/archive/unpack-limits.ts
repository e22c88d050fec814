import { ReportError } from '../../parser.ts';

/** Bounds of unpacking. What an archive states is checked before a byte is unpacked, what it yields while it is. */
export interface UnpackLimits {
  readonly maxEntries: number;
  readonly maxDirectoryBytes: number;
  /** Unpacked bytes of the whole file. */
  readonly maxBytes: number;
  /** Unpacked bytes for each packed one, above `freeBytes`. Reports reach 60; a bomb needs 1,000. */
  readonly maxRatio: number;
  readonly freeBytes: number;
}

export const unpackLimits: UnpackLimits = {
  maxEntries: 100_000,
  maxDirectoryBytes: 32 * 1024 * 1024,
  maxBytes: 4 * 1024 * 1024 * 1024,
  maxRatio: 250,
  freeBytes: 64 * 1024 * 1024,
};

/** @throws ReportError when `unpacked` bytes are more than a file of `packed` bytes may hold */
export function checkUnpacked(
  { packed, unpacked }: { readonly packed: number; readonly unpacked: number },
  limits: UnpackLimits,
): void {
  if (unpacked > limits.maxBytes) throw tooLarge(`more than ${limits.maxBytes / 1024 ** 3} GiB`);
  if (unpacked > limits.freeBytes && unpacked > packed * limits.maxRatio) {
    throw tooLarge(`more than ${limits.maxRatio} times its size, as no report does`);
  }
}

function tooLarge(what: string): ReportError {
  return new ReportError(`The file unpacks to ${what}. Upload the report itself.`, {
    code: 'PAYLOAD_TOO_LARGE',
  });
}
