import { randomBytes } from 'node:crypto';
import type { Source } from '../../kernel/ctx.ts';

/** The part of `Source` that cryptography needs; tests inject their own. */
export type Randomness = Pick<Source, 'randomBytes'>;

/** The operating system's generator, through OpenSSL. */
export const systemRandomness: Randomness = { randomBytes: (size) => randomBytes(size) };
