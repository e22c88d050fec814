import { crc32 } from 'node:zlib';
import type { Archive } from '../../archive.ts';
import { ReportError } from '../../parser.ts';
import { inflated, isZlibFault } from './inflate.ts';
import { piecesOf, type RandomAccess } from './random-access.ts';
import { shownName } from './shown-name.ts';
import { type UnpackLimits, unpackLimits } from './unpack-limits.ts';
import { readDirectory } from './zip-directory.ts';
import type { ZipEntry } from './zip-entry.ts';
import { checkLayout, type Span } from './zip-layout.ts';

/** An entry whose local header has been found to agree with the directory. */
interface Located extends ZipEntry {
  readonly dataStart: number;
}

/**
 * Opens a ZIP archive (PKWARE APPNOTE 6.3, stored or deflated). Everything that the directory states is checked before a byte is
 * unpacked, and what an entry yields is held to it while it is: no size, name or offset is taken at its word.
 * @throws ReportError
 */
export async function openZip(file: RandomAccess, limits: UnpackLimits = unpackLimits): Promise<Archive> {
  const { entries, start } = await readDirectory(file, limits);
  const located: Located[] = [];
  for (const entry of entries) located.push({ ...entry, dataStart: await dataStartOf(file, entry) });
  checkLayout(located.map(spanOf), start);
  const files = located.filter(({ name }) => !name.endsWith('/'));
  const byName = new Map(files.map((entry) => [entry.name, entry]));
  return {
    entries: files.map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    read: (name) => read(file, byName.get(name), name),
  };
}

function spanOf({ name, headerStart, dataStart, packedBytes }: Located): Span {
  return { name: shownName(name), start: headerStart, end: dataStart + packedBytes };
}

const headerLength = 30;
const headerSignature = 0x04034b50;

/** Reads the header in front of the data. Where it and the directory give the entry two names, two readers would see two archives. */
async function dataStartOf(file: RandomAccess, entry: ZipEntry): Promise<number> {
  const { headerStart, rawName } = entry;
  const bytes = Buffer.from(await file.read(headerStart, headerLength + rawName.length));
  const complete = bytes.length === headerLength + rawName.length;
  const agrees =
    complete &&
    bytes.readUInt32LE(0) === headerSignature &&
    bytes.readUInt16LE(26) === rawName.length &&
    bytes.subarray(headerLength).equals(rawName);
  if (!agrees) {
    throw new ReportError(
      `The ZIP archive is damaged or dishonest: its directory and its entries disagree ("${shownName(entry.name)}"). Pack it again.`,
    );
  }
  return headerStart + headerLength + rawName.length + bytes.readUInt16LE(28);
}

async function* read(
  file: RandomAccess,
  entry: Located | undefined,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (entry === undefined) throw new ReportError(`The archive holds no "${shownName(name)}".`);
  const { dataStart, packedBytes, sizeBytes, isDeflated } = entry;
  const packed = piecesOf(file, { start: dataStart, end: dataStart + packedBytes });
  let unpacked = 0;
  let checksum = 0;
  try {
    for await (const piece of isDeflated ? inflated(packed) : packed) {
      unpacked += piece.length;
      if (unpacked > sizeBytes) throw moreThanStated(entry);
      checksum = crc32(piece, checksum);
      yield piece;
    }
  } catch (error) {
    throw isZlibFault(error) ? damaged(entry) : error;
  }
  if (unpacked < sizeBytes || checksum !== entry.crc32) throw damaged(entry);
}

function moreThanStated({ name, sizeBytes }: ZipEntry): ReportError {
  return new ReportError(
    `The entry "${shownName(name)}" of the archive unpacks to more than the ${sizeBytes} bytes it states. Pack it again.`,
    { code: 'PAYLOAD_TOO_LARGE', where: shownName(name) },
  );
}

function damaged({ name }: ZipEntry): ReportError {
  return new ReportError(
    `The entry "${shownName(name)}" of the archive is damaged or cut off. Export or pack it again.`,
    { where: shownName(name) },
  );
}
