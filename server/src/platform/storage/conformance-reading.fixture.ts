import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkBytes } from './chunk-sums.ts';
import type { TenantStorage } from './object-storage.ts';
import {
  failureOf,
  mebibyte,
  patternOf,
  patternSlice,
  plenty,
  readAll,
  type StoreUnderTest,
  tenantA,
} from './store-under-test.fixture.ts';

/** The part of the conformance suite that reads: parts of objects, and damaged ones. */
export function describeReading(name: string, setUp: () => Promise<StoreUnderTest>): void {
  const putPattern = (tenant: TenantStorage, size: number) => tenant.put(patternOf(size), plenty);

  describe(`${name}: reading a part`, () => {
    it('gives exactly the bytes asked for, across chunks and past the end', async () => {
      const { storage } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const size = 3 * chunkBytes + 17;
      const { sha256 } = await putPattern(tenant, size);
      const small = await putPattern(tenant, 1000);
      const expected = patternSlice(0, size);
      const edge = fc.constantFrom(
        0,
        1,
        chunkBytes - 1,
        chunkBytes,
        chunkBytes + 1,
        3 * chunkBytes,
        size - 1,
      );
      const ranges = fc.tuple(fc.oneof(edge, fc.nat(size - 1)), fc.oneof(edge, fc.nat(2 * size)));
      await fc.assert(
        fc.asyncProperty(ranges, async ([start, length]) => {
          const got = await readAll(await tenant.get(sha256, { range: { start, end: start + length } }));
          expect(got.equals(expected.subarray(start, start + length + 1))).toBe(true);
        }),
        { numRuns: 60 },
      );
      expect(await readAll(await tenant.get(small.sha256, { range: { start: 990, end: 5000 } }))).toEqual(
        patternSlice(990, 1000),
      );
    });

    it('refuses a part that starts past the end', async () => {
      const { storage } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, 10);
      for (const range of [
        { start: 10, end: 10 },
        { start: 5, end: 4 },
        { start: -1, end: 4 },
      ])
        expect(await failureOf(tenant.get(sha256, { range }))).toBeInstanceOf(RangeError);
    });

    it('works without sums, as for an object that was copied in by hand', async () => {
      const { storage, removeSums } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, 3 * chunkBytes);
      await removeSums(tenantA, sha256);
      const got = await readAll(
        await tenant.get(sha256, { range: { start: chunkBytes - 5, end: chunkBytes + 5 } }),
      );
      expect(got).toEqual(patternSlice(chunkBytes - 5, chunkBytes + 6));
    });
  });

  describe(`${name}: a damaged object is never served to its end`, () => {
    const size = 3 * chunkBytes + 17;
    it.each([0, 5, chunkBytes, 2 * chunkBytes + 9, size - 1])('with a bit flipped in byte %i', async (at) => {
      const { storage, flipBit } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, size);
      await flipBit(tenantA, sha256, at);
      let served = 0;
      const reading = (async () => {
        for await (const piece of await tenant.get(sha256)) served += piece.length;
      })();
      expect(await failureOf(reading)).toMatchObject({
        code: 'INTERNAL',
        internal: expect.stringContaining(sha256),
      });
      expect(served).toBeLessThan(size);
      const part = tenant.get(sha256, { range: { start: at, end: at } }).then(readAll);
      expect(await failureOf(part)).toMatchObject({ code: 'INTERNAL' });
    });

    it('with a bit flipped, where there are no sums', async () => {
      const { storage, flipBit, removeSums } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, size);
      await removeSums(tenantA, sha256);
      await flipBit(tenantA, sha256, size - 2);
      const part = tenant.get(sha256, { range: { start: 0, end: 10 } }).then(readAll);
      expect(await failureOf(part)).toMatchObject({ code: 'INTERNAL' });
    });

    it('cut short', async () => {
      const { storage, truncate } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, size);
      await truncate(tenantA, sha256, size - 20);
      expect(await failureOf(tenant.get(sha256).then(readAll))).toMatchObject({ code: 'INTERNAL' });
    });

    it('and keeping the same bytes again heals it', async () => {
      const { storage, flipBit, truncate } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await putPattern(tenant, size);
      await truncate(tenantA, sha256, size - 20);
      await flipBit(tenantA, sha256, 3);
      await putPattern(tenant, size);
      expect(await readAll(await tenant.get(sha256))).toHaveLength(size);
    });
  });

  it(`${name}: a reader that stops early ends the stream`, async () => {
    const { storage } = await setUp();
    const tenant = storage.forTenant(tenantA);
    const { sha256 } = await putPattern(tenant, 8 * mebibyte);
    const stream = await tenant.get(sha256);
    for await (const piece of stream) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(stream.destroyed).toBe(true);
  });
}
