import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { folderStorage } from '../../platform/storage/folder.ts';
import type { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { inputsWriter, storeInputs } from './inputs.ts';
import type { PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { registers } from './models/posture-1/register.fixture.ts';
import { loadInputs } from './read-inputs.ts';

const tenantId = '019cadc6-9ad5-75cb-acb6-593a873a462e';
let root: string;
let storage: ObjectStorage;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'crp-inputs-'));
  storage = await folderStorage(root);
});
afterAll(() => rm(root, { recursive: true, force: true }));

const assetId = (n: number) =>
  `019cadc6-9ad5-75cb-acb6-${(n * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)}`;
const asset = (n: number): PostureAsset => ({
  assetId: assetId(n),
  criticality: 3,
  exposure: 'INTERNAL',
  assessed: true,
  aliases: [],
});
const finding = (n: number, severity: PostureFinding['severity'] = 'HIGH'): PostureFinding => ({
  findingId: `f${n}`,
  assetId: assetId(n),
  severity,
  knownExploited: false,
  status: 'OPEN',
  recurrences: 0,
  openedAtMs: 0,
  vulnerabilityKeys: [],
});
const head = { asOfMs: 5, topN: 50 };

function written(count: number, severityOf: (n: number) => PostureFinding['severity'] = () => 'HIGH') {
  const writer = inputsWriter();
  for (let n = 0; n < count; n++) writer.add(asset(n), [finding(n, severityOf(n))]);
  return writer.finish(head);
}

/** The same fields in the opposite order. */
function reversed<T extends object>(value: T): T {
  const copy = structuredClone(value);
  for (const [name, item] of Object.entries(value).toReversed()) {
    Reflect.deleteProperty(copy, name);
    Reflect.set(copy, name, item);
  }
  return copy;
}

describe('kept inputs', () => {
  it('come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1_500), async (count) => {
        const kept = written(count);
        await storeInputs(storage.forTenant(tenantId), kept);
        const loaded = await loadInputs(storage.forTenant(tenantId), kept.manifestSha256, {
          maxFindings: 10_000,
        });
        const numbers = Array.from({ length: count }, (_, n) => n);
        expect(loaded).toEqual({
          formulaVersion: 'posture-1',
          ...head,
          inputsHash: kept.manifestSha256,
          assets: numbers.map(asset),
          findings: numbers.map((n) => finding(n)),
          assessed: [],
        });
      }),
      { numRuns: 10 },
    );
  });

  it('are canonical JSON, whatever order the fields came in', () => {
    fc.assert(
      fc.property(registers, ({ assets, findings }) => {
        const writer = inputsWriter();
        for (const one of assets) {
          const own = findings.filter((item) => item.assetId === one.assetId);
          writer.add(reversed(one), own.map(reversed));
        }
        for (const { bytes, entry } of writer.finish(head).blocks) {
          const plain = entry.encoding === 'gzip' ? gunzipSync(bytes) : bytes;
          expect(plain.toString()).toBe(canonicalJson(JSON.parse(plain.toString())));
        }
      }),
    );
  });

  it('share all blocks but one when one asset changed, and a new asset moves no boundary but its own', () => {
    const before = new Set(written(6_000).blocks.map(({ entry }) => entry.object));
    const changed = written(6_000, (n) => (n === 3_000 ? 'LOW' : 'HIGH')).blocks.map(
      ({ entry }) => entry.object,
    );
    expect(before.size).toBeGreaterThan(5);
    expect(changed.filter((object) => !before.has(object))).toHaveLength(1);
    const grown = written(6_001).blocks.map(({ entry }) => entry.object);
    expect(grown.filter((object) => !before.has(object)).length).toBeLessThanOrEqual(2);
  });

  it('are named by content: the same inputs at the same time are the same name, another time is another', () => {
    expect(written(10).manifestSha256).toBe(written(10).manifestSha256);
    const later = inputsWriter();
    later.add(asset(1), []);
    const earlier = inputsWriter();
    earlier.add(asset(1), []);
    expect(later.finish({ ...head, asOfMs: 6 }).manifestSha256).not.toBe(earlier.finish(head).manifestSha256);
  });

  it('are refused when an object was changed on disk, and left out when they are too many to show', async () => {
    const kept = written(20);
    const own = storage.forTenant(tenantId);
    await storeInputs(own, kept);
    expect(await loadInputs(own, kept.manifestSha256, { maxFindings: 10 })).toBeNull();
    const [block] = kept.blocks;
    const object = block?.entry.object ?? '';
    const path = join(root, tenantId, object.slice(0, 2), object);
    await writeFile(path, 'something else');
    await expect(loadInputs(own, kept.manifestSha256, { maxFindings: 100 })).rejects.toThrow();
  });
});
