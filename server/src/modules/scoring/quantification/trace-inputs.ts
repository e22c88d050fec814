import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { canonicalJson } from '../../../platform/crypto/canonical.ts';
import type { TenantStorage } from '../../../platform/storage/object-storage.ts';

const largestBytes = 16 * 1024 * 1024;
const mostShownBytes = 512 * 1024;

/** Keeps what a run took under its digest. Done before the trace's row commits, so that a row never points at nothing. */
export async function storeLossInputs(storage: TenantStorage, inputs: object): Promise<string> {
  const text = canonicalJson(inputs);
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (!(await storage.stat(sha256)))
    await storage.put(Readable.from([Buffer.from(text)]), { maxBytes: largestBytes });
  return sha256;
}

/** Null when they are too large to show. @throws AppError NOT_FOUND */
export async function lossInputs(
  storage: TenantStorage,
  sha256: string,
): Promise<Record<string, unknown> | null> {
  const bytes = await buffer(await storage.get(sha256));
  return bytes.length > mostShownBytes ? null : { ...Object(JSON.parse(bytes.toString())) };
}
