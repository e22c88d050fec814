import { readdir, readFile, stat } from 'node:fs/promises';
import { zipOf } from './readers/archive/zip-writer.fixture.ts';

/**
 * A fixture's bytes. A fixture of an archive format is a folder (`happy.zip/`), so that its documents can be read in review; it is
 * packed here, in the order of its names.
 */
export async function fixtureBytes(url: URL): Promise<Buffer> {
  if (!(await stat(url)).isDirectory()) return readFile(url);
  const folder = new URL(`${url.href}/`);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
    .sort();
  const root = decodeURIComponent(folder.pathname);
  return zipOf(
    await Promise.all(
      paths.map(async (path) => ({
        name: path.slice(path.indexOf(root) + root.length),
        bytes: await readFile(path),
      })),
    ),
  );
}
