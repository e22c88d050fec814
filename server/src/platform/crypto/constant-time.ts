import { createHash, timingSafeEqual } from 'node:crypto';

/** Equality whose time tells nothing about where two values differ, nor about their lengths. */
export function equalInConstantTime(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
