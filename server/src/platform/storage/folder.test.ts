import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { describeStorage } from './conformance.fixture.ts';
import { folderStorage } from './folder.ts';
import { objectPath } from './object-storage.ts';
import { mebibyte, patternOf, readAll, type StoreUnderTest, tenantA } from './store-under-test.fixture.ts';

function newRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'crp-objects-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

async function folderUnderTest(): Promise<StoreUnderTest> {
  const root = newRoot();
  const pathOf = (tenantId: string, sha256: string) => join(root, objectPath(tenantId, sha256));
  return {
    storage: await folderStorage(root),
    flipBit: async (tenantId, sha256, at) => {
      const file = await open(pathOf(tenantId, sha256), 'r+');
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, at);
      await file.write(Buffer.of((byte[0] ?? 0) ^ 0x10), 0, 1, at);
      await file.close();
    },
    truncate: (tenantId, sha256, length) => truncate(pathOf(tenantId, sha256), length),
    removeSums: (tenantId, sha256) => rm(`${pathOf(tenantId, sha256)}.sums`),
    leftOvers: () => readdir(join(root, 'incoming')),
  };
}

describeStorage('a folder', folderUnderTest);

it('keeps an object’s bytes as they are, for its owner only', async () => {
  const root = newRoot();
  const { sha256 } = await (await folderStorage(root))
    .forTenant(tenantA)
    .put(patternOf(3 * mebibyte), { maxBytes: 4 * mebibyte });
  const path = join(root, objectPath(tenantA, sha256));
  expect(execFileSync('sha256sum', [path], { encoding: 'utf8' })).toContain(sha256);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, tenantA)).mode & 0o777).toBe(0o700);
});

it('removes at its start what a killed process left, and nothing that another process is writing', async () => {
  const root = newRoot();
  const incoming = join(root, 'incoming');
  mkdirSync(incoming);
  writeFileSync(join(incoming, 'left'), 'x');
  writeFileSync(join(incoming, 'live'), 'x');
  const twoHoursAgo = Date.now() / 1000 - 2 * 3600;
  utimesSync(join(incoming, 'left'), twoHoursAgo, twoHoursAgo);
  await folderStorage(root);
  expect(readdirSync(incoming)).toEqual(['live']);
});

const canMount = process.getuid?.() === 0 && process.platform === 'linux';
const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
});

/** A file system with room for a megabyte or two; undefined where mounting is not allowed. */
function tinyDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'crp-tiny-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    mounted.push(folder);
    return folder;
  } catch {
    return undefined;
  }
}

it.skipIf(!canMount)(
  'a full disk is UNAVAILABLE, leaves nothing behind, and reading and smaller uploads go on',
  async ({ skip }) => {
    const disk = tinyDisk();
    if (disk === undefined) return skip('mounting is not allowed here');
    const tenant = (await folderStorage(disk)).forTenant(tenantA);
    const { sha256 } = await tenant.put(patternOf(1000), { maxBytes: mebibyte });
    for (let attempt = 0; attempt < 20; attempt++) {
      const failure = await tenant
        .put(patternOf(4 * mebibyte + attempt), { maxBytes: 8 * mebibyte })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'UNAVAILABLE',
        retryAfterSeconds: 60,
        internal: 'file system: ENOSPC',
      });
    }
    expect(readdirSync(join(disk, 'incoming'))).toEqual([]);
    expect(await readAll(await tenant.get(sha256))).toHaveLength(1000);
    expect(await tenant.put(patternOf(500_000), { maxBytes: mebibyte })).toMatchObject({
      sizeBytes: 500_000,
    });
  },
);

it('holds neither an upload nor a download in memory', async () => {
  const tenant = (await folderStorage(newRoot())).forTenant(tenantA);
  const size = 512 * mebibyte;
  const piece = Buffer.alloc(64 * 1024, 7);
  const source = Readable.from(
    Array.from({ length: size / piece.length }, () => piece),
    { objectMode: false },
  );
  const held = () => process.memoryUsage().arrayBuffers;
  const before = held();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, held() - before);
  }, 5);
  const startedAt = performance.now();
  const { sha256 } = await tenant.put(source, { maxBytes: size });
  const writtenAt = performance.now();
  let read = 0;
  for await (const part of await tenant.get(sha256)) read += part.length;
  clearInterval(watch);
  const speed = (ms: number) => `${Math.round(size / mebibyte / (ms / 1000))} MiB/s`;
  console.log(
    `folder: kept at ${speed(writtenAt - startedAt)}, read at ${speed(performance.now() - writtenAt)}, peak ${Math.round(peak / mebibyte)} MiB of buffers`,
  );
  expect(read).toBe(size);
  expect(peak).toBeLessThan(128 * mebibyte);
}, 60_000);
