import { createHash } from 'node:crypto';
import type { Source } from '../kernel/ctx.ts';

export interface TestClock extends Source {
  /** Moves the clock; tests never sleep. */
  advance(by: {
    readonly seconds?: number;
    readonly minutes?: number;
    readonly hours?: number;
    readonly days?: number;
  }): void;
  set(time: string): void;
}

/** A clock that moves only when told, with repeatable randomness. */
export function testClock(start = '2026-03-02T09:00:00.000Z'): TestClock {
  let now = Date.parse(start);
  let drawn = 0;
  return {
    // A millisecond passes at each look, so that ids made in one test keep their order.
    nowMs: () => now++,
    randomBytes(size) {
      const blocks: Buffer[] = [];
      for (let have = 0; have < size; have += 32)
        blocks.push(createHash('sha256').update(`test ${drawn++}`).digest());
      return Buffer.concat(blocks).subarray(0, size);
    },
    advance: ({ seconds = 0, minutes = 0, hours = 0, days = 0 }) => {
      now += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
    set: (time) => {
      now = Date.parse(time);
    },
  };
}
