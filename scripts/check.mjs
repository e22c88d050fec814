// npm run check: lint and types only, in a few seconds.
import { ensureInstalled } from './bootstrap.mjs';
import { main } from './run.mjs';
import { runSteps } from './run-steps.mjs';
import { steps } from './steps.mjs';

await main(async () => {
  const quick = steps.filter((step) => step.part === 'lint' || step.part === 'types');
  return runSteps(quick, await ensureInstalled());
});
