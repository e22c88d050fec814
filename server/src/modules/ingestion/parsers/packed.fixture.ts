import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Archive } from './archive.ts';
import { bytesAccess } from './readers/archive/random-access.ts';
import { openZip } from './readers/archive/zip.ts';
import { zipOf } from './readers/archive/zip-writer.fixture.ts';

/**
 * A fixture's bytes. A fixture of an archive format is a folder (`happy.zip/`), so that its documents can be read in review; it is
 * packed here, in the order of its names.
 */
export async function fixtureBytes(url: URL): Promise<Buffer> {
  if (!(await stat(url)).isDirectory()) return readFile(url);
  const root = fileURLToPath(url);
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return zipOf(
    await Promise.all(
      paths.sort().map(async (path) => ({
        name: relative(root, path).replaceAll('\\', '/'),
        bytes: await readFile(path),
      })),
    ),
  );
}

/** An archive in memory, as a parser gets it. */
export function openZipBytes(bytes: Uint8Array): Promise<Archive> {
  return openZip(bytesAccess(bytes));
}
