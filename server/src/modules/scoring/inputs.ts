import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import type { TenantStorage } from '../../platform/storage/object-storage.ts';
import type { CompensatingControl, PostureAsset, PostureFinding } from './models/posture-1/input.ts';
import { formulaVersion } from './models/posture-1/weights.ts';

/**
 * Inputs of a score as kept for its decision trace. They are cut into blocks of whole assets where the asset's id says so, not
 * at fixed numbers: a change of one asset makes one new block, all others are in storage already. The manifest lists the
 * blocks; its SHA-256 names the inputs as a whole.
 */
export interface KeptInputs {
  readonly manifest: string;
  readonly manifestSha256: string;
  readonly blocks: readonly Block[];
}

interface Block {
  readonly entry: BlockEntry;
  /** As stored. */
  readonly bytes: Buffer;
}

export interface BlockEntry {
  /** SHA-256 of the stored bytes, and of the canonical JSON in them; equal unless compressed. */
  readonly object: string;
  readonly sha256: string;
  readonly encoding: 'identity' | 'gzip';
  readonly assets: number;
  readonly findings: number;
}

export interface InputsWriter {
  add(asset: PostureAsset, findings: readonly PostureFinding[]): void;
  finish(head: { readonly asOfMs: number; readonly topN: number }): KeptInputs;
}

/** Blocks of some 500 assets or 4,000 findings: small enough to write again, large enough to be few. */
const assetsPerBlock = 512;
const findingsPerBlock = 4_000;
const compressFromBytes = 8 * 1024;

export function inputsWriter(): InputsWriter {
  const blocks: Block[] = [];
  let assets: PostureAsset[] = [];
  let findings: PostureFinding[] = [];
  const close = () => {
    if (assets.length === 0) return;
    blocks.push(blockOf(assets, findings));
    assets = [];
    findings = [];
  };
  return {
    add(asset, own) {
      assets.push(asset);
      for (const finding of own) findings.push(finding);
      if (endsBlock(asset.assetId) || findings.length >= findingsPerBlock) close();
    },
    finish({ asOfMs, topN }) {
      close();
      const entries = blocks.map(({ entry }) => entry);
      const manifest = canonicalJson({ formulaVersion, asOfMs, topN, blocks: entries });
      return { manifest, manifestSha256: sha256(manifest), blocks };
    },
  };
}

/** The last digits of an id are random (RFC 9562), so one id in `assetsPerBlock` ends a block. */
function endsBlock(assetId: string): boolean {
  return Number.parseInt(assetId.slice(-6), 16) % assetsPerBlock === 0;
}

function blockOf(assets: readonly PostureAsset[], findings: readonly PostureFinding[]): Block {
  const plain = Buffer.from(
    JSON.stringify({ assets: assets.map(orderedAsset), findings: findings.map(orderedFinding) }),
  );
  const small = plain.length < compressFromBytes;
  const bytes = small ? plain : gzipSync(plain, { level: 3 });
  const entry = {
    object: sha256(bytes),
    sha256: sha256(plain),
    encoding: small ? ('identity' as const) : ('gzip' as const),
    assets: assets.length,
    findings: findings.length,
  };
  return { entry, bytes };
}

/**
 * Members in order of their names: JSON.stringify then writes canonical JSON (RFC 8785), which for 100,000 findings takes a tenth
 * of the time of sorting them one by one.
 */
function orderedAsset({ aliases, assessed, assetId, criticality, exposure }: PostureAsset): PostureAsset {
  return {
    ...(aliases === undefined ? {} : { aliases }),
    ...(assessed === undefined ? {} : { assessed }),
    assetId,
    criticality,
    exposure,
  };
}

function orderedFinding(finding: PostureFinding): PostureFinding {
  const { assetId, cvssScore, epss, findingId, knownExploited } = finding;
  return {
    assetId,
    ...(finding.controls === undefined ? {} : { controls: finding.controls.map(orderedControl) }),
    ...(cvssScore === undefined ? {} : { cvssScore }),
    ...(epss === undefined ? {} : { epss }),
    findingId,
    knownExploited,
    openedAtMs: finding.openedAtMs,
    recurrences: finding.recurrences,
    severity: finding.severity,
    ...(finding.slaDueAtMs === undefined ? {} : { slaDueAtMs: finding.slaDueAtMs }),
    status: finding.status,
    vulnerabilityKeys: finding.vulnerabilityKeys,
  };
}

function orderedControl({ controlId, evidenceIds, share }: CompensatingControl): CompensatingControl {
  return { controlId, evidenceIds, share };
}

export const largestObjectBytes = 256 * 1024 * 1024;

/** Puts what storage does not have yet. Done before the trace's row commits, so that a row never points at nothing. */
export async function storeInputs(
  storage: TenantStorage,
  { manifest, manifestSha256, blocks }: KeptInputs,
): Promise<void> {
  for (const { entry, bytes } of blocks) await putOnce(storage, entry.object, bytes);
  await putOnce(storage, manifestSha256, Buffer.from(manifest));
}

async function putOnce(storage: TenantStorage, name: string, bytes: Buffer): Promise<void> {
  if (await storage.stat(name)) return;
  await storage.put(Readable.from([bytes]), { maxBytes: largestObjectBytes });
}

export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
