// npm run bench [-- NAME…]: measures the promises and writes bench/out.json.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';
import { lockedEnvironment, main, root, runShown, ScriptError } from './run.mjs';

await main(async () => {
  const node = await ensureInstalled();
  const entry = join(root, 'bench', 'run.ts');
  if (!existsSync(entry)) throw new ScriptError('There are no benchmarks yet (bench/run.ts).');
  return runShown(node, [entry, ...process.argv.slice(2)], { env: lockedEnvironment(node), shell: false });
});
