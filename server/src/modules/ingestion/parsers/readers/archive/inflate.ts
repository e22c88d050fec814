import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { ReportError } from '../../parser.ts';
import { checkUnpacked, type UnpackLimits } from './unpack-limits.ts';

const chunkSize = 64 * 1024;

/** Unpacks raw deflate data. Errors of the data come out as they are; the caller knows which entry it was. */
export function inflated(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return through(source, createInflateRaw({ chunkSize }));
}

/**
 * Unpacks a gzip file of one or several members (RFC 1952), bounded while it is unpacked: gzip states no size to trust.
 * @throws ReportError when it is damaged, cut off, or unpacks beyond the bounds
 */
export async function* gunzipped(
  source: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const counted = new Counted(source);
  let unpacked = 0;
  try {
    for await (const piece of through(counted, createGunzip({ chunkSize }))) {
      unpacked += piece.length;
      checkUnpacked({ packed: counted.bytes, unpacked }, limits);
      yield piece;
    }
  } catch (error) {
    throw isZlibFault(error) ? gzipFault(error) : error;
  }
}

class Counted implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>;
  bytes = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of this.#source) {
      this.bytes += piece.length;
      yield piece;
    }
  }
}

async function* through(
  source: AsyncIterable<Uint8Array>,
  unpacker: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  // A fault of either side destroys the unpacker, and the loop below throws it; the callback only keeps it from being unhandled.
  pipeline(Readable.from(source, { objectMode: false }), unpacker, () => {});
  for await (const piece of unpacker) yield piece;
}

export function isZlibFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

function gzipFault({ code }: NodeJS.ErrnoException): ReportError {
  const what = code === 'Z_BUF_ERROR' ? 'cut off' : 'damaged';
  return new ReportError(`The gzip file is ${what} and cannot be unpacked. Export or pack it again.`);
}
