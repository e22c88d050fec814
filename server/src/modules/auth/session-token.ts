import { createHash } from 'node:crypto';
import type { Source } from '../../kernel/ctx.ts';

/** Idle end of a session (ASVS 5.0, 7.3.1). The last use is kept to the minute, so it may come up to a minute early. */
export const idleSeconds = 30 * 60;
/** End of a session whatever happens (ASVS 5.0, 7.3.2). */
export const absoluteSeconds = 12 * 60 * 60;

const tokenBytes = 32;
const tokenForm = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits for a cookie or a one-time link, in base64url. */
export function newToken(source: Source): string {
  return Buffer.from(source.randomBytes(tokenBytes)).toString('base64url');
}

export function isToken(value: string): boolean {
  return tokenForm.test(value);
}

/** What the database keeps. A plain hash is enough: nobody guesses 256 bits. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
