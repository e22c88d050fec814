import { readFile } from 'node:fs/promises';
import { AppError } from '../kernel/errors.ts';
import { type Recomputed, recomputeTrace } from '../modules/scoring/facade.ts';

/**
 * `score recompute --trace FILE`: scores again without server or database. FILE is what
 * `GET /internal/decision-traces/{traceId}` answered, envelope or data. Exit code 0: the kept result comes out again, to the last
 * digit; 1: it does not; 2: unreadable.
 */
export async function recomputeScore([verb, option, path]: readonly string[]): Promise<void> {
  if (verb !== 'recompute' || option !== '--trace' || path === undefined) {
    console.error('Usage: score recompute --trace FILE');
    process.exitCode = 2;
    return;
  }
  try {
    const outcome = await recomputeTrace(JSON.parse(await readFile(path, 'utf8')));
    for (const line of linesOf(outcome)) console.log(line);
    process.exitCode = outcome.problems.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(reasonOf(error));
    process.exitCode = 2;
  }
}

function linesOf({
  formulaVersion,
  asOf,
  score,
  band,
  contributions,
  steps,
  problems,
}: Recomputed): string[] {
  return [
    `${formulaVersion}, as of ${asOf}: ${score === null ? 'no score' : `${score.toFixed(2)} (${band})`}`,
    ...steps.map(({ step, values }) => `  ${step}: ${textOf(values)}`),
    ...contributions.map(({ microPoints, what }) => `  ${(-microPoints / 1_000_000).toFixed(6)} ${what}`),
    ...(problems.length > 0
      ? problems
      : [
          'The kept result comes out again, to the last digit, and the inputs are those that the trace names.',
        ]),
  ];
}

function textOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = error instanceof AppError ? (error.details ?? []) : [];
  return [error.message, ...details.map(({ path, message }) => `  ${path}: ${message}`)].join('\n');
}
