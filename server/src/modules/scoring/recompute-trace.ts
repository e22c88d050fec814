import { AppError, invalidField } from '../../kernel/errors.ts';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { fieldOf } from '../../platform/http/tenant.ts';
import { scoringText } from './messages.ts';
import { loadFormula } from './models/formula.ts';
import type { Contribution } from './models/posture-1/contributions.ts';
import type { PostureResult } from './models/posture-1/score.ts';
import { isoOf } from './population.ts';
import { digestOf, isManifest } from './read-inputs.ts';

/** A score worked out again from its trace alone. */
export interface Recomputed {
  readonly formulaVersion: string;
  /** RFC 3339. */
  readonly asOf: string;
  readonly score: number | null;
  readonly band: string | null;
  readonly steps: PostureResult['steps'];
  /** In words, heaviest first; they add up to the loss. */
  readonly contributions: readonly { readonly what: string; readonly microPoints: number }[];
  /** What does not agree with the trace, in sentences; none when all does. */
  readonly problems: readonly string[];
}

/**
 * Recomputes a decision as the API shows it, envelope or data. Pure: no server, no database, no clock.
 * @throws AppError VALIDATION_FAILED when it is no trace of a score with its inputs
 */
export async function recomputeTrace(answer: unknown): Promise<Recomputed> {
  const trace = fieldOf(answer, 'data') ?? answer;
  const inputs = fieldOf(trace, 'inputs');
  if (fieldOf(trace, 'kind') !== 'SCORE') throw invalidField('kind', 'must be SCORE');
  if (inputs === null || inputs === undefined)
    throw invalidField('inputs', 'must be there: they are too many to show');
  const version = String(fieldOf(inputs, 'formulaVersion'));
  const formula = await loadFormula(version);
  if (!formula) throw new AppError('VALIDATION_FAILED', scoringText.noSuchFormula(version));
  const result = formula.recompute(withoutBlocks(inputs));
  return {
    formulaVersion: version,
    asOf: isoOf(result.asOfMs),
    score: result.score,
    band: result.band,
    steps: result.steps,
    contributions: result.contributions.map((part) => ({
      what: nameOf(part),
      microPoints: part.microPoints,
    })),
    problems: [resultProblem(trace, result), digestProblem(trace, inputs)].filter(
      (problem) => problem !== undefined,
    ),
  };
}

function withoutBlocks(inputs: unknown): unknown {
  if (typeof inputs !== 'object' || inputs === null) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== 'blocks'));
}

function resultProblem(trace: unknown, result: PostureResult): string | undefined {
  const kept = fieldOf(fieldOf(trace, 'result'), 'posture');
  if (kept === undefined) return 'The trace has no result to compare with.';
  return canonicalJson(kept) === canonicalJson(result)
    ? undefined
    : `The kept result is another: it says ${String(fieldOf(kept, 'score'))}.`;
}

/** The digest in the trace is that of the manifest, which names each block of rows by its own. */
function digestProblem(trace: unknown, inputs: unknown): string | undefined {
  const [formulaVersion, asOfMs, topN, blocks] = ['formulaVersion', 'asOfMs', 'topN', 'blocks'].map((name) =>
    fieldOf(inputs, name),
  );
  const manifest = { formulaVersion, asOfMs, topN, blocks };
  const [assets, findings] = ['assets', 'findings'].map((name) => fieldOf(inputs, name));
  if (!isManifest(manifest) || !Array.isArray(assets) || !Array.isArray(findings))
    return 'The trace does not list the blocks of its inputs.';
  const named = digestOf({ manifest, assets, findings });
  if ('problem' in named) return `The inputs are not those that the trace names: ${named.problem}.`;
  return named.digest === fieldOf(trace, 'inputDigest')
    ? undefined
    : 'The inputs are not those that the trace names: their digest is another.';
}

function nameOf(part: Contribution): string {
  if (part.kind === 'REST') return `${part.findings} others`;
  return part.kind === 'CAP' ? `cap ${part.rule}` : `finding ${part.findingId} on asset ${part.assetId}`;
}
