import type { Formula } from '../formula.ts';
import { recompute, scoreBlocks } from './trace.ts';
import { formulaVersion } from './weights.ts';

export default { version: formulaVersion, recompute, scoreBlocks } satisfies Formula;
