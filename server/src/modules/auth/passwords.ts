import { hash, verify } from '@node-rs/argon2';
import type { Source } from '../../kernel/ctx.ts';
import { AppError } from '../../kernel/errors.ts';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const saltBytes = 16;

/** Hashes under way at once: each holds 19 MiB and a core. */
const maxRunning = 2;
/** Beyond these the wait would pass a second. */
const maxWaiting = 60;

export interface Passwords {
  /** argon2id as a PHC string. */
  hash(password: string): Promise<string>;
  /** Takes as long for an account that does not exist as for a wrong password. */
  verify(password: string, stored: string | undefined): Promise<boolean>;
}

export function createPasswords(source: Source): Passwords {
  const queue = taskQueue();
  const make = (password: string) =>
    queue(() => hash(password.normalize('NFKC'), { ...cost, salt: source.randomBytes(saltBytes) }));
  let nobody: string | undefined;
  return {
    hash: make,
    async verify(password, stored) {
      nobody ??= await make(Buffer.from(source.randomBytes(saltBytes)).toString('base64url'));
      const against = stored ?? nobody;
      const right = await queue(() => verify(against, password.normalize('NFKC')));
      return right && stored !== undefined;
    },
  };
}

function taskQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = (): Promise<void> | undefined => {
    if (running < maxRunning) {
      running++;
      return undefined;
    }
    if (waiting.length >= maxWaiting) {
      throw new AppError('UNAVAILABLE', 'Too many people are signing in at once. Try again in a moment.', {
        retryAfterSeconds: 2,
      });
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  const leave = () => {
    const next = waiting.shift();
    // The place is handed over, not given back, so that nobody slips in between.
    if (next) next();
    else running--;
  };
  return async (task) => {
    await enter();
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
