import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { ReportError } from '../../parser.ts';
import type { RandomAccess } from './random-access.ts';
import { checkUnpacked, type UnpackLimits } from './unpack-limits.ts';
import { type ZipEntry, zipEntryOf } from './zip-entry.ts';

export interface ZipDirectory {
  /** All records, folders too. */
  readonly entries: readonly ZipEntry[];
  readonly start: number;
}

/**
 * Reads the central directory, bounded by number, bytes and stated sizes, and checks that it is the only one: it ends where the
 * record of its end begins, which ends with the file.
 * @throws ReportError
 */
export async function readDirectory(file: RandomAccess, limits: UnpackLimits): Promise<ZipDirectory> {
  const zip = await openedZip(file);
  const { entryCount } = zip;
  if (entryCount === 0) throw new ReportError('The file is an empty ZIP archive. Upload the report itself.');
  if (entryCount > limits.maxEntries) throw tooMany(entryCount, limits);
  const start = cursorOf(zip);
  const entries: ZipEntry[] = [];
  const names = new Set<string>();
  let unpacked = 0;
  for await (const record of records(zip)) {
    const entry = zipEntryOf(record);
    if (cursorOf(zip) - start > limits.maxDirectoryBytes) throw tooMany(entryCount, limits);
    if (names.has(entry.name)) throw damaged('it holds the same name twice');
    names.add(entry.name);
    unpacked += entry.sizeBytes;
    checkUnpacked({ packed: entry.packedBytes, unpacked: entry.sizeBytes }, limits);
    checkUnpacked({ packed: file.sizeBytes, unpacked }, limits);
    entries.push(entry);
  }
  await assertEndsAt(file, { position: cursorOf(zip), endRecord: file.sizeBytes - 22 - zip.comment.length });
  return { entries, start };
}

async function openedZip(file: RandomAccess): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new WindowedReader(file), file.sizeBytes, {
      autoClose: false,
      strictFileNames: true,
    });
  } catch (error) {
    throw faultOf(error);
  }
}

async function* records(zip: ZipFile) {
  try {
    yield* { [Symbol.asyncIterator]: () => zip.eachEntry() };
  } catch (error) {
    throw faultOf(error);
  }
}

/** Where yauzl reads the next record; its published type says boolean. */
function cursorOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

const endOfDirectory = 0x06054b50;
const endOfDirectory64 = 0x06064b50;

async function assertEndsAt(
  file: RandomAccess,
  { position, endRecord }: { readonly position: number; readonly endRecord: number },
): Promise<void> {
  const bytes = Buffer.from(await file.read(position, 12));
  const signature = bytes.length < 12 ? 0 : bytes.readUInt32LE(0);
  if (signature === endOfDirectory && position === endRecord) return;
  const after64 = position + 12 + (bytes.length < 12 ? 0 : Number(bytes.readBigUInt64LE(4)));
  if (signature === endOfDirectory64 && after64 + 20 === endRecord) return;
  throw damaged('its directory is not the only one, or holds another number of entries than it states');
}

function tooMany(count: number, { maxEntries }: UnpackLimits): ReportError {
  return new ReportError(
    `The ZIP archive holds ${count} entries; at most ${maxEntries} are read. Upload the report itself.`,
    { code: 'PAYLOAD_TOO_LARGE' },
  );
}

function damaged(why: string): ReportError {
  return new ReportError(`The ZIP archive is damaged or dishonest: ${why}. Pack it again.`);
}

const faults: readonly (readonly [RegExp, string])[] = [
  [
    /signature not found|unexpected EOF/,
    'The ZIP archive is cut off: its directory is missing. Export or pack it again.',
  ],
  [/comment length/, 'The ZIP archive has bytes after its end; it may be two files in one. Pack it again.'],
  [
    /multi-disk/,
    'The ZIP archive is one part of several. Join the parts, or unpack them and upload the report.',
  ],
  [
    /strong encryption/,
    'The ZIP archive is encrypted. Unpack it and upload the report inside, or pack it without a password.',
  ],
  [
    /absolute path|relative path|invalid characters/,
    'The ZIP archive holds a name that leads out of its folder (absolute, "..", or with a backslash). Pack the report again.',
  ],
];

/** yauzl says what is wrong with the bytes; people are told what to do about it. Its own words may quote names, so they stay out. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ReportError) return error;
  const known = faults.find(([pattern]) => pattern.test(error.message));
  return known === undefined ? damaged('its directory cannot be read') : new ReportError(known[1]);
}

const windowLength = 256 * 1024;

/** yauzl reads a directory record by record; one window of the file serves thousands of them. */
class WindowedReader extends RandomAccessReader {
  readonly #file: RandomAccess;
  #window: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(file: RandomAccess) {
    super();
    this.#file = file;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.#bytes(position, length).then(
      (bytes) => {
        target.set(bytes, offset);
        done(bytes.length < length ? new Error('unexpected EOF') : null);
      },
      (reason: unknown) => done(reason instanceof Error ? reason : new Error(String(reason))),
    );
  }

  async #bytes(position: number, length: number): Promise<Uint8Array> {
    const end = this.#start + this.#window.length;
    if (position < this.#start || position + length > end) {
      this.#window = await this.#file.read(position, Math.max(length, windowLength));
      this.#start = position;
    }
    const from = position - this.#start;
    return this.#window.subarray(from, from + length);
  }
}
