import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatsDocument } from './modules/ingestion/facade.ts';
import { freshSchema } from './platform/db/fresh-schema.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { loadOperations } from './platform/http/operations.ts';

/**
 * Writes what is derived: `server/openapi.json` and the types of the SDK from the operations, `docs/formats.md` and the number of them
 * in README.md from the parsers, `server/schema.sql` from the migrations.
 * With `--check` it writes nothing and exits 1 when a committed file differs.
 */
const root = join(import.meta.dirname, '../..');
const openApiPath = join(root, 'server/openapi.json');
const schemaPath = join(root, 'server/schema.sql');
const formatsPath = join(root, 'docs/formats.md');
const corpusPath = join(root, 'docs/formats-corpus.json');
const readmePath = join(root, 'README.md');
const clientTypesPath = join(root, 'client/src/openapi.gen.ts');

async function openApiText(): Promise<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '0.0.0';
  return `${JSON.stringify(openApiDocument(await loadOperations(), version), null, 2)}\n`;
}

/** openapi-typescript brings its own TypeScript 5, so it runs as its own process. */
function clientTypes(openApi: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'crp-gen-'));
  try {
    writeFileSync(join(folder, 'openapi.json'), openApi);
    const cli = join(root, 'client/node_modules/openapi-typescript/bin/cli.js');
    const names = ['--root-types', '--root-types-no-schema-prefix'];
    const from = join(folder, 'openapi.json');
    const to = join(folder, 'types.ts');
    execFileSync(process.execPath, [cli, from, '-o', to, ...names], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readFileSync(to, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function differs(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') !== text;
  } catch {
    return true;
  }
}

/** README.md with the number of parsers that docs/formats.md says. */
function readmeText(formats: string): string {
  const count = /\*\*(\d+ parsers)\./.exec(formats)?.[1];
  return readFileSync(readmePath, 'utf8').replace(
    /(?<=\[)\d+ parsers(?=\]\(docs\/formats\.md\))/,
    count ?? '$&',
  );
}

const openApi = await openApiText();
const formats = await formatsDocument(JSON.parse(readFileSync(corpusPath, 'utf8')));
const outputs = [
  { path: openApiPath, text: openApi },
  { path: clientTypesPath, text: clientTypes(openApi) },
  { path: schemaPath, text: await freshSchema() },
  { path: formatsPath, text: formats },
  { path: readmePath, text: readmeText(formats) },
];
const stale = outputs.filter(({ path, text }) => differs(path, text));
if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is not what the code says. Run: npm run gen`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const { path, text } of stale) writeFileSync(path, text);
  console.log(stale.length > 0 ? `written: ${stale.map(({ path }) => path).join(', ')}` : 'nothing to write');
}
