import type { Actor } from '../../kernel/ctx.ts';

/** The person behind the call: a key acts for its owner. */
export function userIdOf(actor: Actor): string {
  if (actor.kind === 'SYSTEM') throw new Error('the system is no person');
  return actor.userId;
}
