import type { Graph } from './graph.ts';

/** 16 bytes as the text of a UUID. */
export function idAt(ids: Uint8Array<ArrayBuffer>, place: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + 16 * place, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function bytesOfId(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** Place of an asset, by halving: ids are in ascending order. @returns -1 when the graph has none of this id */
export function placeOf({ ids, size }: Pick<Graph, 'ids' | 'size'>, id: string): number {
  const wanted = bytesOfId(id);
  let [low, high] = [0, size - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = Buffer.compare(Buffer.from(ids.buffer, ids.byteOffset + 16 * middle, 16), wanted);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
