import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { folderStorage } from './folder.ts';
import type { ObjectStorage } from './object-storage.ts';
import { s3Storage } from './s3.ts';

/** The store that `CRP_STORAGE_URL` names. @throws AppError UNAVAILABLE when it cannot be used */
export async function openStorage({
  storage,
  dataDir,
}: Pick<Config, 'storage' | 'dataDir'>): Promise<ObjectStorage> {
  if (storage.kind === 'FOLDER') return folderStorage(storage.folder);
  return s3Storage(storage, { incomingFolder: join(dataDir, 'incoming') });
}
