// The steps of `npm test` and `npm run check`: what each runs, and when it has nothing to run.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkLock } from './check-lock.mjs';
import { ensureChromium } from './chromium.mjs';
import { findExternalPostgres, withExternalPostgres } from './external-postgres.mjs';
import { lockedEnvironment, root, runShown } from './run.mjs';
import { buildWeb } from './web-build.mjs';

const has = (path) => existsSync(join(root, path));
const shown = (node, command, args, extra = {}) =>
  runShown(command, args, { env: lockedEnvironment(node, extra) });

/** Tests of operations over HTTP and of what they store: the part that must hold on any PostgreSQL. */
const apiTests = ['server/src/modules/', 'server/src/coverage/'];
/** Readers touch no database: once is enough. */
const withoutReaders = '--exclude=server/src/modules/ingestion/parsers/**';
const browserConfig = 'web/e2e/vitest.config.ts';

/**
 * In the order in which they run. `part` is what `npm test -- PART` picks; `run` resolves with an exit code, or with
 * `{ skipped: why }`.
 */
export const steps = [
  {
    part: 'lint',
    title: 'package-lock.json is complete',
    run: async () => {
      checkLock();
      return 0;
    },
  },
  { part: 'lint', title: 'biome check', run: (node) => shown(node, 'biome', ['check']) },
  { part: 'types', title: 'tsc', run: (node) => shown(node, 'tsc', ['--noEmit', '-p', 'tsconfig.json']) },
  {
    part: 'types',
    title: 'tsc (web)',
    run: async (node) => {
      if (!has('web/tsconfig.json')) return { skipped: 'web/ has no tsconfig.json yet' };
      return shown(node, 'tsc', ['--noEmit', '-p', 'web/tsconfig.json']);
    },
  },
  {
    part: 'lint',
    title: 'knip',
    run: async (node) => {
      const configs = ['knip.json', 'knip.jsonc', 'knip.ts', 'knip.js', 'knip.config.ts', 'knip.config.js'];
      if (!configs.some(has)) return { skipped: 'there is no knip configuration yet' };
      return shown(node, 'knip', ['--no-progress']);
    },
  },
  {
    part: 'types',
    title: 'generated files are current',
    run: async (node) => {
      if (!has('server/src/gen.ts')) return { skipped: 'there is no generator yet (server/src/gen.ts)' };
      return shown(node, node, ['server/src/gen.ts', '--check']);
    },
  },
  {
    part: 'unit',
    title: 'tests',
    run: (node) => shown(node, 'vitest', ['run', '--exclude=web/e2e/**', '--passWithNoTests']),
  },
  {
    part: 'api',
    title: 'API tests',
    only: 'api',
    run: (node) => shown(node, 'vitest', ['run', ...apiTests, '--passWithNoTests']),
  },
  { part: 'browser', title: 'browser tests', run: runBrowserTests },
  { part: 'api', title: 'API tests on an external PostgreSQL', run: runOnExternalPostgres },
];

async function runBrowserTests(node) {
  if (!has(browserConfig)) return { skipped: `there are none yet (${browserConfig})` };
  const chromium = await ensureChromium();
  if (chromium === undefined) return { skipped: 'no Chromium was found; install one or set CRP_CHROMIUM' };
  await buildWeb(node);
  return shown(node, 'vitest', ['run', '--config', browserConfig], { CRP_CHROMIUM: chromium });
}

async function runOnExternalPostgres(node) {
  const postgres = await findExternalPostgres();
  if (postgres === undefined) return { skipped: 'no PostgreSQL 15 or newer is installed on this machine' };
  process.stdout.write(`PostgreSQL ${postgres.major} from ${postgres.bin}\n`);
  return withExternalPostgres(postgres, (url) =>
    shown(node, 'vitest', ['run', ...apiTests, withoutReaders], { CRP_TEST_DATABASE_URL: url }),
  );
}
