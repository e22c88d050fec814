import { readSync } from 'node:fs';
import type { RandomAccess } from '../parsers/readers/archive/random-access.ts';

/**
 * A file that is open already, for a process that may open none. Reading waits for the disk: the process does nothing else.
 */
export function descriptorAccess(descriptor: number, sizeBytes: number): RandomAccess {
  return {
    sizeBytes,
    read: async (position, length) => {
      const wanted = Math.max(0, Math.min(length, sizeBytes - position));
      const bytes = Buffer.allocUnsafe(wanted);
      let filled = 0;
      while (filled < wanted) {
        const count = readSync(descriptor, bytes, filled, wanted - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    },
  };
}
