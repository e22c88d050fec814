import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { TenantStorage } from '../../platform/storage/object-storage.ts';
import { type BlockEntry, type KeptInputs, largestObjectBytes, sha256 } from './inputs.ts';

const closed = { additionalProperties: false };
const digest = Type.String({ pattern: '^[0-9a-f]{64}$' });
const manifestType = Type.Object(
  {
    formulaVersion: Type.String(),
    asOfMs: Type.Integer(),
    topN: Type.Integer(),
    blocks: Type.Array(
      Type.Object(
        {
          object: digest,
          sha256: digest,
          encoding: Type.Enum(['identity', 'gzip']),
          assets: Type.Integer({ minimum: 0 }),
          findings: Type.Integer({ minimum: 0 }),
        },
        closed,
      ),
    ),
  },
  closed,
);
const blockType = Type.Object(
  { assets: Type.Array(Type.Unknown()), findings: Type.Array(Type.Unknown()) },
  closed,
);
const manifestSchema = Compile(manifestType);
const blockSchema = Compile(blockType);

export type Manifest = Static<typeof manifestType>;
export type BlockContent = Static<typeof blockType>;

/** Inputs of one score, block by block: from storage, or from memory while they are not stored. */
export interface InputSource {
  readonly manifest: Manifest;
  readonly manifestSha256: string;
  load(entry: BlockEntry): Promise<BlockContent>;
}

/** @throws AppError NOT_FOUND when an object is gone; Error when one is damaged */
export async function storedInputs(storage: TenantStorage, manifestSha256: string): Promise<InputSource> {
  const text = (await buffer(await storage.get(manifestSha256))).toString();
  return {
    manifest: parseManifest(text, manifestSha256),
    manifestSha256,
    load: async (entry) => parseBlock(await buffer(await storage.get(entry.object)), entry),
  };
}

export function freshInputs({ manifest, manifestSha256, blocks }: KeptInputs): InputSource {
  const byObject = new Map(blocks.map(({ entry, bytes }) => [entry.object, bytes]));
  return {
    manifest: parseManifest(manifest, manifestSha256),
    manifestSha256,
    load: async (entry) => {
      const bytes = byObject.get(entry.object);
      if (!bytes) throw new Error(`block ${entry.object} is not among the inputs`);
      return parseBlock(bytes, entry);
    },
  };
}

const mostShownBytes = 1024 * 1024;

/** Inputs of an import's decision: one JSON object; null when it is too large to show. */
export async function loadObject(
  storage: TenantStorage,
  sha256OfInputs: string,
): Promise<Record<string, unknown> | null> {
  const bytes = await buffer(await storage.get(sha256OfInputs));
  if (bytes.length > mostShownBytes) return null;
  const value: unknown = JSON.parse(bytes.toString());
  return typeof value === 'object' && value !== null ? { ...value } : null;
}

/** The inputs as the formula's `recompute` takes them, or null when they hold more assets and findings than asked for. */
export async function loadInputs(
  storage: TenantStorage,
  manifestSha256: string,
  { maxFindings }: { readonly maxFindings: number },
): Promise<Record<string, unknown> | null> {
  const source = await storedInputs(storage, manifestSha256);
  const { blocks, ...head } = source.manifest;
  if (blocks.reduce((sum, block) => sum + block.findings + block.assets, 0) > maxFindings) return null;
  const assets: unknown[] = [];
  const findings: unknown[] = [];
  for await (const content of contentsOf(source)) {
    for (const asset of content.assets) assets.push(asset);
    for (const finding of content.findings) findings.push(finding);
  }
  return { ...head, inputsHash: manifestSha256, assets, findings, assessed: [] };
}

export async function* contentsOf({ manifest, load }: InputSource): AsyncGenerator<BlockContent> {
  for (const entry of manifest.blocks) yield await load(entry);
}

interface ShownInputs {
  readonly manifest: Manifest;
  readonly assets: readonly unknown[];
  readonly findings: readonly unknown[];
}

/** The digest that names these inputs, or what does not fit: rows are cut as the blocks say and hashed again. */
export function digestOf({
  manifest,
  assets,
  findings,
}: ShownInputs): { digest: string } | { problem: string } {
  let [asset, finding] = [0, 0];
  for (const block of manifest.blocks) {
    const text = canonicalJson({
      assets: assets.slice(asset, asset + block.assets),
      findings: findings.slice(finding, finding + block.findings),
    });
    if (sha256(text) !== block.sha256) return { problem: `the rows of block ${block.sha256} were changed` };
    asset += block.assets;
    finding += block.findings;
  }
  if (asset !== assets.length || finding !== findings.length)
    return { problem: 'there are other rows than the blocks count' };
  return { digest: sha256(canonicalJson(manifest)) };
}

export function isManifest(value: unknown): value is Manifest {
  return manifestSchema.Check(value);
}

function parseManifest(text: string, name: string): Manifest {
  const manifest: unknown = JSON.parse(text);
  if (!manifestSchema.Check(manifest)) throw new Error(`object ${name} is no manifest`);
  return manifest;
}

function parseBlock(bytes: Buffer, { object, sha256: named, encoding }: BlockEntry): BlockContent {
  const plain = encoding === 'gzip' ? gunzipSync(bytes, { maxOutputLength: largestObjectBytes }) : bytes;
  if (sha256(plain) !== named) throw new Error(`object ${object} does not hold ${named}`);
  const content: unknown = JSON.parse(plain.toString());
  if (!blockSchema.Check(content)) throw new Error(`object ${object} is no block of inputs`);
  return content;
}
