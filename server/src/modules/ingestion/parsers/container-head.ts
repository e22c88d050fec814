import { fileHead, headByteLength } from './detect.ts';
import { type FileHead, ReportError } from './parser.ts';
import { shownName } from './readers/archive/shown-name.ts';

/** What a report may be packed in. */
export type ContainerKind = 'ZIP' | 'GZIP';

/** By the first bytes; undefined for a file that is not packed. */
export function containerKind(head: Uint8Array): ContainerKind | undefined {
  const [a, b, c, d] = head;
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'ZIP';
  return a === 0x1f && b === 0x8b ? 'GZIP' : undefined;
}

interface Packed {
  /** Begins the sentence: "The ZIP archive". */
  readonly what: string;
  /** Of the entry, in an archive. */
  readonly name?: string;
}

/**
 * The head of a packed file; unpacks no more than that.
 * @throws ReportError for an archive within an archive
 */
export async function unpackedHead(
  source: AsyncIterable<Uint8Array>,
  { what, name }: Packed,
): Promise<FileHead> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let more = false;
  for await (const piece of source) {
    pieces.push(piece);
    length += piece.length;
    more = length >= headByteLength;
    if (more) break;
  }
  const bytes = Buffer.concat(pieces);
  if (containerKind(bytes) !== undefined) {
    const inside = name === undefined ? '' : ` ("${shownName(name)}")`;
    throw new ReportError(
      `${what} holds another archive${inside}, and archives within archives are not read. Unpack it and upload the report inside.`,
    );
  }
  return fileHead(bytes, more ? length + 1 : length);
}
