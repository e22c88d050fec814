// npm test [-- lint|types|unit|api|browser …]: installs what is missing and runs everything, or the named parts.
import { ensureInstalled } from './bootstrap.mjs';
import { main, ScriptError } from './run.mjs';
import { runSteps } from './run-steps.mjs';
import { steps } from './steps.mjs';

await main(async () => {
  const parts = process.argv.slice(2);
  const known = new Set(steps.map((step) => step.part));
  const unknown = parts.find((part) => !known.has(part));
  if (unknown !== undefined)
    throw new ScriptError(`There is no part "${unknown}"; there are ${[...known].join(', ')}.`);
  const chosen = steps.filter((step) =>
    parts.length === 0 ? step.only === undefined : parts.includes(step.part),
  );
  return runSteps(chosen, await ensureInstalled());
});
