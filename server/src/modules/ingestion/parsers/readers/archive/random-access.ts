/** A file that can be read from any position; what gives the bytes (a descriptor, a buffer) is the caller's concern. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** Bytes from `position` on; fewer than `length` only where the file ends. */
  read(position: number, length: number): Promise<Uint8Array>;
}

const pieceLength = 64 * 1024;

/** The bytes from `start` up to, not including, `end`, piece by piece. */
export async function* piecesOf(
  file: RandomAccess,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = start; at < end; at += pieceLength) {
    const piece = await file.read(at, Math.min(pieceLength, end - at));
    if (piece.length === 0) return;
    yield piece;
  }
}

/** A file that is in memory. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return {
    sizeBytes: bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
  };
}
