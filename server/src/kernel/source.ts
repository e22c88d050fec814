import type { Source } from './ctx.ts';
import { uuidV7 } from './ids.ts';

/** Now, as RFC 3339 in UTC. */
export function timestampOf(source: Source): string {
  return new Date(source.nowMs()).toISOString();
}

export function newId(source: Source): string {
  return uuidV7(source.nowMs(), source.randomBytes(10));
}
