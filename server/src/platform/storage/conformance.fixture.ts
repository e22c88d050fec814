import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/errors.ts';
import { chunkBytes } from './chunk-sums.ts';
import { describeReading } from './conformance-reading.fixture.ts';
import {
  failureOf,
  mebibyte,
  patternOf,
  patternSlice,
  plenty,
  readAll,
  type StoreUnderTest,
  sha256Of,
  tenantA,
  tenantB,
} from './store-under-test.fixture.ts';

/** What every store guarantees; `setUp` gives a fresh one that is taken down with the test. */
export function describeStorage(name: string, setUp: () => Promise<StoreUnderTest>): void {
  const sizes = [
    0,
    1,
    65_536,
    chunkBytes - 1,
    chunkBytes,
    chunkBytes + 1,
    3 * chunkBytes + 17,
    17 * mebibyte + 3,
  ];

  describe(`${name}: keeping`, () => {
    it.each(sizes)('gives back %i bytes as they came', async (size) => {
      const { storage, leftOvers } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const stored = await tenant.put(patternOf(size), plenty);
      const expected = patternSlice(0, size);
      expect(stored).toEqual({ sha256: sha256Of(expected), sizeBytes: size });
      expect(await tenant.stat(stored.sha256)).toEqual(stored);
      expect((await readAll(await tenant.get(stored.sha256))).equals(expected)).toBe(true);
      expect(await leftOvers()).toEqual([]);
    });

    it('keeps the same bytes once, also when 8 put them at the same time', async () => {
      const { storage, leftOvers } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const all = await Promise.all(
        Array.from({ length: 8 }, () => tenant.put(patternOf(2 * mebibyte), plenty)),
      );
      expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(1);
      expect(await readAll(await tenant.get(all[0]?.sha256 ?? ''))).toHaveLength(2 * mebibyte);
      expect(await leftOvers()).toEqual([]);
    });

    it('knows nothing of another tenant’s objects: absent to read, to ask for and to delete', async () => {
      const { storage } = await setUp();
      const { sha256 } = await storage.forTenant(tenantA).put(patternOf(100), plenty);
      const other = storage.forTenant(tenantB);
      expect(await other.stat(sha256)).toBeUndefined();
      expect(await failureOf(other.get(sha256))).toMatchObject({ code: 'NOT_FOUND' });
      await other.delete(sha256);
      expect(await storage.forTenant(tenantA).stat(sha256)).toMatchObject({ sizeBytes: 100 });
    });

    it('forgets what is deleted, and deleting it again is fine', async () => {
      const { storage } = await setUp();
      const tenant = storage.forTenant(tenantA);
      const { sha256 } = await tenant.put(patternOf(2 * mebibyte), plenty);
      await tenant.delete(sha256);
      await tenant.delete(sha256);
      expect(await tenant.stat(sha256)).toBeUndefined();
      expect(await failureOf(tenant.get(sha256))).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('says how many bytes it holds, over all tenants', async () => {
      const { storage } = await setUp();
      expect(await storage.usedBytes()).toBe(0);
      const sizes = [100, 2_000, 30_000, 400_000, 7];
      let last = '';
      for (const [index, size] of sizes.entries())
        last = (await storage.forTenant(index % 2 ? tenantA : tenantB).put(patternOf(size), plenty)).sha256;
      expect(await storage.usedBytes()).toBe(432_107);
      await storage.forTenant(tenantB).delete(last);
      expect(await storage.usedBytes()).toBe(432_100);
    });

    it('answers its check', async () => {
      const { storage, leftOvers } = await setUp();
      await storage.check();
      expect(await leftOvers()).toEqual([]);
    });

    it.each([
      '../../etc/passwd',
      '..',
      '',
      'x',
      'A'.repeat(64),
      `${'a'.repeat(64)}/../b`,
      `${'a'.repeat(63)}\0`,
    ])('takes neither %j for an object’s name nor for a tenant', async (text) => {
      const { storage } = await setUp();
      expect(() => storage.forTenant(text)).toThrow(RangeError);
      const tenant = storage.forTenant(tenantA);
      for (const work of [tenant.get(text), tenant.stat(text), tenant.delete(text)])
        expect(await failureOf(work)).toBeInstanceOf(RangeError);
    });
  });

  describe(`${name}: an upload that fails leaves nothing behind`, () => {
    it('when it passes its bound: refused while it streams, not after', async () => {
      const { storage, leftOvers } = await setUp();
      let given = 0;
      const endless = Readable.from(
        (function* () {
          for (; ; given += 65_536) yield Buffer.alloc(65_536);
        })(),
        { objectMode: false },
      );
      const failure = await failureOf(storage.forTenant(tenantA).put(endless, { maxBytes: 3 * mebibyte }));
      expect(failure).toBeInstanceOf(AppError);
      expect(failure).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', message: expect.stringContaining('3 MiB') });
      expect(given).toBeLessThan(4 * mebibyte);
      expect(endless.destroyed).toBe(true);
      expect(await leftOvers()).toEqual([]);
    });

    it('takes exactly as much as its bound', async () => {
      const { storage } = await setUp();
      expect(await storage.forTenant(tenantA).put(patternOf(1000), { maxBytes: 1000 })).toMatchObject({
        sizeBytes: 1000,
      });
      const failure = await failureOf(storage.forTenant(tenantA).put(patternOf(1001), { maxBytes: 1000 }));
      expect(failure).toMatchObject({
        code: 'PAYLOAD_TOO_LARGE',
        message: expect.stringContaining('1000 bytes'),
      });
    });

    it('when it is aborted, even while the source says nothing', async () => {
      const { storage, leftOvers } = await setUp();
      const controller = new AbortController();
      const silent = new Readable({ read() {} });
      silent.push(Buffer.alloc(10_000));
      const putting = failureOf(
        storage.forTenant(tenantA).put(silent, { ...plenty, signal: controller.signal }),
      );
      await sleep(30);
      controller.abort();
      expect(await putting).toMatchObject({ name: 'AbortError' });
      expect(silent.destroyed).toBe(true);
      expect(await leftOvers()).toEqual([]);
    });

    it('when it was aborted before it began', async () => {
      const { storage, leftOvers } = await setUp();
      const failure = await failureOf(
        storage.forTenant(tenantA).put(patternOf(10), { ...plenty, signal: AbortSignal.abort() }),
      );
      expect(failure).toMatchObject({ name: 'AbortError' });
      expect(await leftOvers()).toEqual([]);
    });

    it('when the source breaks: its own error comes through', async () => {
      const { storage, leftOvers } = await setUp();
      const broken = Readable.from(
        (function* () {
          yield Buffer.alloc(2 * mebibyte);
          throw new Error('the client went away');
        })(),
        { objectMode: false },
      );
      expect(await failureOf(storage.forTenant(tenantA).put(broken, plenty))).toMatchObject({
        message: 'the client went away',
      });
      expect(await leftOvers()).toEqual([]);
    });
  });

  describeReading(name, setUp);
}
