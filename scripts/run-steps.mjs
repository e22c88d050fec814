// Runs steps one after the other, with headings and a closing summary.
import { ScriptError, say, seconds } from './run.mjs';

/** Runs every step even after a failure; resolves with 1 if any failed. Ctrl+C ends the current one and skips the rest. */
export async function runSteps(steps, node) {
  const startedAt = performance.now();
  let interrupted = false;
  process.on('SIGINT', () => {
    interrupted = true;
  });
  process.on('SIGTERM', () => {
    interrupted = true;
  });
  const results = [];
  for (const step of steps) {
    results.push(interrupted ? { step, skipped: 'interrupted' } : await runStep(step, node));
  }
  return summarise(results, { startedAt, interrupted });
}

async function runStep(step, node) {
  const startedAt = performance.now();
  say(`\n━━ ${step.title}`);
  const outcome = await step.run(node).catch((error) => {
    say(error instanceof ScriptError ? error.message : error.stack);
    return 1;
  });
  const took = seconds(startedAt);
  if (typeof outcome === 'object') {
    say(`SKIPPED: ${outcome.skipped}`);
    return { step, skipped: outcome.skipped };
  }
  return { step, took, failed: outcome !== 0 };
}

function summarise(results, { startedAt, interrupted }) {
  say('\n━━ summary');
  for (const { step, took, failed, skipped } of results) {
    if (skipped !== undefined) say(`  SKIPPED  ${step.title}: ${skipped}`);
    else say(`  ${failed ? 'FAILED ' : 'ok     '}  ${step.title} (${took})`);
  }
  const failures = results.filter((result) => result.failed).length;
  const skips = results.filter((result) => result.skipped !== undefined).length;
  say(
    `${failures === 0 ? 'All' : `${failures} of`} ${results.length} steps ${failures === 0 ? 'ended well' : 'FAILED'}${skips > 0 ? `, ${skips} of them skipped` : ''}, in ${seconds(startedAt)}.`,
  );
  if (interrupted) return 130;
  return failures === 0 ? 0 : 1;
}
