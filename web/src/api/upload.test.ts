import { describe, expect, it } from 'vitest';
import { rateMeter } from './upload.ts';

describe('upload rate', () => {
  it('says nothing before there is something to measure', () => {
    const measure = rateMeter(0);
    expect(measure({ sentBytes: 10, totalBytes: 1_000, atMs: 50 })).toMatchObject({
      bytesPerSecond: null,
      secondsLeft: null,
    });
  });

  it('tells rate and time left over the last seconds, not since the start', () => {
    const measure = rateMeter(0);
    for (let second = 1; second <= 10; second++)
      measure({ sentBytes: second * 10, totalBytes: 10_000, atMs: second * 1_000 });
    let last = measure({ sentBytes: 1_100, totalBytes: 10_000, atMs: 11_000 });
    for (let second = 12; second <= 16; second++) {
      last = measure({ sentBytes: 1_100 + (second - 11) * 1_000, totalBytes: 10_000, atMs: second * 1_000 });
    }
    expect(last.bytesPerSecond).toBeCloseTo(1_000, 0);
    expect(last.secondsLeft).toBeCloseTo(3.9, 1);
  });
});
