import type { Entry } from 'yauzl';
import { ReportError } from '../../parser.ts';
import { shownName } from './shown-name.ts';

/** What is kept of a directory record: enough to find, unpack and check the data. */
export interface ZipEntry {
  readonly name: string;
  readonly headerStart: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly rawName: Buffer;
}

/** @throws ReportError for what an archive of reports never holds: links, secrets, names that leave the folder */
export function zipEntryOf(entry: Entry): ZipEntry {
  const name = entry.fileName;
  const shown = shownName(name);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (name === '' || /[\u0000-\u001f\u007f]/.test(name)) {
    throw new ReportError(`The ZIP archive holds an entry with a name that no file can have ("${shown}").`);
  }
  if (isSpecial(entry)) {
    throw new ReportError(
      `The ZIP archive holds a link or device ("${shown}") where a file is due. Pack the files themselves.`,
    );
  }
  if (entry.isEncrypted()) {
    throw new ReportError(
      `The ZIP archive is encrypted ("${shown}"). Unpack it and upload the report inside, or pack it without a password.`,
    );
  }
  if (!entry.canDecodeFileData()) {
    throw new ReportError(
      `The entry "${shown}" of the ZIP archive is packed by a method that is not read (${entry.compressionMethod}). Pack it again as a plain ZIP.`,
    );
  }
  return {
    name,
    headerStart: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    sizeBytes: entry.uncompressedSize,
    isDeflated: entry.isCompressed(),
    crc32: entry.crc32,
    rawName: Buffer.from(entry.fileNameRaw),
  };
}

const unixHosts: ReadonlySet<number> = new Set([3, 19]);
const typeBits = 0xf000;
const regularFile = 0x8000;
const folder = 0x4000;

/** Unix writers put the file's mode into the upper half of the attributes (APPNOTE 4.4.15, 4.4.2 for the host). */
function isSpecial({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  if (!unixHosts.has(versionMadeBy >>> 8)) return false;
  const type = (externalFileAttributes >>> 16) & typeBits;
  return type !== 0 && type !== regularFile && type !== folder;
}
