import { existsSync } from 'node:fs';
import type { PostureResult } from './posture-1/score.ts';
import type { PostureHead } from './posture-1/trace.ts';
import { formulaVersion } from './posture-1/weights.ts';

/** A way to score, published and never changed. Each folder beside this file is one, with `formula.ts` as its door. */
export interface Formula {
  readonly version: string;
  /** The result of a whole trace. @throws AppError VALIDATION_FAILED when it is none of this formula */
  readonly recompute: (trace: unknown) => PostureResult;
  /** The same from blocks of whole assets. */
  readonly scoreBlocks: (head: PostureHead, blocks: AsyncIterable<unknown>) => Promise<PostureResult>;
}

/** The formula of new scores. */
export const currentFormula = formulaVersion;

/** @returns undefined for a version that this build does not have */
export async function loadFormula(version: string): Promise<Formula | undefined> {
  const door = new URL(`./${version}/formula.ts`, import.meta.url);
  if (!/^[a-z]+-[0-9]+$/.test(version) || !existsSync(door)) return undefined;
  const module: unknown = await import(door.href);
  const formula = exportedBy(module);
  if (!isFormula(formula)) throw new Error(`models/${version}/formula.ts must export a formula by default`);
  return formula;
}

function exportedBy(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
}

function isFormula(value: unknown): value is Formula {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    'recompute' in value &&
    'scoreBlocks' in value &&
    typeof value.recompute === 'function' &&
    typeof value.scoreBlocks === 'function'
  );
}
