import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeStorage } from './conformance.fixture.ts';
import { objectPath } from './object-storage.ts';
import { s3Storage } from './s3.ts';
import type { Bucket } from './s3-client.ts';
import { type S3Peer, startS3Peer } from './s3-peer.fixture.ts';
import { mebibyte, patternOf, readAll, type StoreUnderTest, tenantA } from './store-under-test.fixture.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'eu-central-1',
};
const plenty = { maxBytes: 1024 * mebibyte };

interface S3UnderTest extends StoreUnderTest {
  readonly peer: S3Peer;
}

async function s3UnderTest(change: Partial<Bucket> = {}, headersTimeoutMs = 10_000): Promise<S3UnderTest> {
  const peer = await startS3Peer(credentials, 'reports');
  const incomingFolder = mkdtempSync(join(tmpdir(), 'crp-s3-incoming-'));
  onTestFinished(async () => {
    await peer.close();
    rmSync(incomingFolder, { recursive: true, force: true });
  });
  const bucket: Bucket = {
    kind: 'S3',
    bucket: 'reports',
    prefix: 'crp/eu',
    endpoint: peer.endpoint,
    sessionToken: undefined,
    ...credentials,
    ...change,
  };
  const keyOf = (tenantId: string, sha256: string) => `crp/eu/${objectPath(tenantId, sha256)}`;
  const objectOf = (tenantId: string, sha256: string) =>
    peer.objects.get(keyOf(tenantId, sha256)) ?? Buffer.alloc(0);
  return {
    peer,
    storage: await s3Storage(bucket, { incomingFolder, firstDelayMs: 1, headersTimeoutMs }),
    flipBit: async (tenantId, sha256, at) => {
      const bytes = Buffer.from(objectOf(tenantId, sha256));
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      peer.objects.set(keyOf(tenantId, sha256), bytes);
    },
    truncate: async (tenantId, sha256, length) => {
      peer.objects.set(keyOf(tenantId, sha256), objectOf(tenantId, sha256).subarray(0, length));
    },
    removeSums: async (tenantId, sha256) => void peer.objects.delete(`${keyOf(tenantId, sha256)}.sums`),
    leftOvers: async () => [
      ...(await readdir(incomingFolder)),
      ...peer.uploads.keys(),
      ...[...peer.objects.keys()].filter(
        (key) => !/^crp\/eu\/[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f]{64}(\.sums)?$/.test(key),
      ),
    ],
  };
}

describeStorage('S3', () => s3UnderTest());

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const anything = () => true;

/** The peer in a process of its own, so that what it keeps does not count. */
async function peerProcess(): Promise<string> {
  const program = fileURLToPath(new URL('./s3-peer-process.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(credentials)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the peer did not start');
}

describe('S3: uploads', () => {
  it('go up whole to 16 MiB and in parts of 8 MiB beyond', async () => {
    const { storage, peer } = await s3UnderTest();
    const tenant = storage.forTenant(tenantA);
    await tenant.put(patternOf(16 * mebibyte), plenty);
    expect(peer.seen.filter((line) => line.includes('partNumber'))).toEqual([]);
    await tenant.put(patternOf(20 * mebibyte), plenty);
    expect(peer.seen.filter((line) => line.includes('partNumber'))).toHaveLength(3);
    expect(peer.uploads.size).toBe(0);
  });

  it('hold a part or two in memory, whatever the size', async () => {
    const endpoint = await peerProcess();
    const { storage } = await s3UnderTest({ endpoint });
    const size = 256 * mebibyte;
    const piece = Buffer.alloc(64 * 1024, 3);
    const source = Readable.from(
      Array.from({ length: size / piece.length }, () => piece),
      { objectMode: false },
    );
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const { sizeBytes } = await storage.forTenant(tenantA).put(source, plenty);
    clearInterval(watch);
    console.log(`S3: peak ${Math.round(peak / mebibyte)} MiB of buffers for an upload of 256 MiB`);
    expect(sizeBytes).toBe(size);
    expect(peak).toBeLessThan(128 * mebibyte);
  }, 60_000);

  it.each([503, 500, 429, 'RESET'] as const)(
    'outlast %s, tried again a bounded number of times',
    async (kind) => {
      const { storage, peer, leftOvers } = await s3UnderTest();
      const tenant = storage.forTenant(tenantA);
      peer.spoil({ matches: anything, times: 4, kind });
      const { sha256 } = await tenant.put(patternOf(1000), plenty);
      expect(peer.seen).toHaveLength(5);
      expect(await readAll(await tenant.get(sha256))).toHaveLength(1000);
      peer.seen.length = 0;
      peer.spoil({ matches: anything, times: 100, kind });
      expect(await failureOf(tenant.put(patternOf(1001), plenty))).toMatchObject({
        code: 'UNAVAILABLE',
        retryAfterSeconds: 60,
      });
      expect(peer.seen).toHaveLength(5);
      expect(await leftOvers()).toEqual([]);
    },
  );

  it('outlast a peer that takes the request and never answers', async () => {
    const { storage, peer } = await s3UnderTest({}, 200);
    peer.spoil({ matches: anything, times: 1, kind: 'HANG' });
    expect(await storage.forTenant(tenantA).put(patternOf(1000), plenty)).toMatchObject({ sizeBytes: 1000 });
  });

  it.each(['partNumber=2', 'uploadId'])('in parts clean up after a failure at %s', async (place) => {
    const { storage, peer, leftOvers } = await s3UnderTest();
    const matches = (line: string) =>
      line.includes(place) && !line.startsWith('DELETE') && (place !== 'uploadId' || line.startsWith('POST'));
    peer.spoil({ matches, times: 100, kind: 503 });
    expect(await failureOf(storage.forTenant(tenantA).put(patternOf(20 * mebibyte), plenty))).toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect((await leftOvers()).filter((one) => !one.endsWith('.sums'))).toEqual([]);
    expect([...peer.objects.keys()].filter((key) => !key.endsWith('.sums'))).toEqual([]);
  });

  it('in parts clean up when aborted between parts', async () => {
    const { storage, peer, leftOvers } = await s3UnderTest();
    const controller = new AbortController();
    peer.spoil({ matches: (line) => line.includes('partNumber=2'), times: 1, kind: 'HANG' });
    const putting = failureOf(
      storage.forTenant(tenantA).put(patternOf(20 * mebibyte), { ...plenty, signal: controller.signal }),
    );
    while (!peer.seen.some((line) => line.includes('partNumber=2'))) await sleep(5);
    controller.abort();
    expect(await putting).toMatchObject({ name: 'AbortError' });
    expect(peer.seen.at(-1)).toMatch(/^DELETE .*uploadId=/);
    expect(await leftOvers()).toEqual([]);
  });

  it('see through an error inside a 200', async () => {
    const { storage, peer, leftOvers } = await s3UnderTest();
    const completes = (line: string) => line.startsWith('POST') && line.includes('uploadId=');
    peer.spoil({ matches: completes, times: 1, kind: 'ERROR_IN_200' });
    const failure = await failureOf(storage.forTenant(tenantA).put(patternOf(20 * mebibyte), plenty));
    expect(failure).toMatchObject({
      code: 'UNAVAILABLE',
      internal: expect.stringContaining('InternalError'),
    });
    expect(await leftOvers()).toEqual([]);
  });

  it('count as done when only the last answer was lost', async () => {
    const { storage, peer } = await s3UnderTest();
    const completes = (line: string) => line.startsWith('POST') && line.includes('uploadId=');
    peer.spoil({ matches: completes, times: 1, kind: 'LOST' });
    expect(await storage.forTenant(tenantA).put(patternOf(20 * mebibyte), plenty)).toMatchObject({
      sizeBytes: 20 * mebibyte,
    });
  });
});

describe('S3: access', () => {
  it.each([
    ['InvalidAccessKeyId', { accessKeyId: 'AKIDOTHER' }],
    ['SignatureDoesNotMatch', { secretAccessKey: 'canary-wrong-secret' }],
    ['AuthorizationHeaderMalformed', { region: 'us-east-1' }],
  ])('%s is UNAVAILABLE at once, and says so to the log only', async (code, change) => {
    const { storage, peer } = await s3UnderTest(change);
    const failure = await failureOf(storage.check());
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', internal: `S3 PUT: 403 ${code}` });
    expect(peer.seen).toHaveLength(1);
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it('never follows a redirect with its credentials', async () => {
    const { storage, peer } = await s3UnderTest();
    peer.spoil({ matches: anything, times: 1, kind: 307 });
    expect(await failureOf(storage.check())).toMatchObject({ internal: 'S3 PUT: 307 SlowDown' });
    expect(peer.seen).toHaveLength(1);
  });

  it('a download whose connection breaks ends with an error, not as a short file', async () => {
    const { storage, peer } = await s3UnderTest();
    const tenant = storage.forTenant(tenantA);
    const { sha256 } = await tenant.put(patternOf(3 * mebibyte), plenty);
    peer.spoil({ matches: (line) => line.startsWith('GET'), times: 1, kind: 'BREAK' });
    expect(await failureOf(tenant.get(sha256).then(readAll))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('an object that the bucket swaps for another is refused', async () => {
    const { storage, peer } = await s3UnderTest();
    const { sha256 } = await storage.forTenant(tenantA).put(patternOf(1000), plenty);
    const other = Buffer.from('somebody else’s report');
    peer.objects.set(`crp/eu/${objectPath(tenantA, sha256)}`, other);
    const failure = await failureOf(storage.forTenant(tenantA).get(sha256).then(readAll));
    expect(failure).toMatchObject({
      code: 'INTERNAL',
      internal: expect.stringContaining(createHash('sha256').update(other).digest('hex')),
    });
  });
});
