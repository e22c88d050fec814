import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Platform } from '../../../platform/platform.ts';

interface Stored {
  readonly tenantId: string;
  readonly sha256: string;
}

/**
 * Copies a stored file to local disk and opens it, because archives are read from their end and storage gives streams. The copy
 * has no name any more by the time it is read, so nothing of it outlives this process; whoever opens it closes it.
 */
export async function openSpooled(
  platform: Platform,
  { tenantId, sha256 }: Stored,
  signal: AbortSignal,
): Promise<FileHandle> {
  const folder = join(platform.config.dataDir, 'incoming');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    const source = await platform.storage.forTenant(tenantId).get(sha256);
    await pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
    return await open(path, 'r');
  } finally {
    await rm(path, { force: true });
  }
}
