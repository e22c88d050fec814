import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/ctx.ts';
import type { Role } from '../../kernel/roles.ts';
import { isTransition, type Status, statuses } from './lifecycle.ts';
import { mayMove, personOf, type Subject } from './policy.ts';

const people: readonly Actor[] = [
  user('admin-a', 'WORKSPACE_ADMIN'),
  user('admin-b', 'WORKSPACE_ADMIN'),
  user('verifier', 'VERIFIER'),
  user('member', 'MEMBER'),
  user('auditor', 'AUDITOR'),
  {
    kind: 'API_KEY',
    userId: 'admin-a',
    keyId: 'key',
    roles: ['WORKSPACE_ADMIN'],
    scopes: ['write:vulnerabilities'],
  },
  {
    kind: 'API_KEY',
    userId: 'admin-b',
    keyId: 'reader',
    roles: ['WORKSPACE_ADMIN'],
    scopes: ['read:vulnerabilities'],
  },
  { kind: 'SYSTEM', name: 'job' },
];

function user(userId: string, role: Role): Actor {
  return { kind: 'USER', userId, roles: [role], platformAdmin: false };
}

const act = fc.record({ actor: fc.constantFrom(...people), to: fc.constantFrom(...statuses) });
const acts = fc.array(act, { maxLength: 40 });
const start: Subject = { status: 'OPEN', ownerId: null, fixDeclaredBy: null };

/** What a move does to the facts that decisions look at; `moveRows` does the same in SQL. */
function moved(subject: Subject, actor: Actor, to: Status): Subject {
  if (to === 'OPEN') return { ...subject, status: to, fixDeclaredBy: null };
  return {
    ...subject,
    status: to,
    fixDeclaredBy: to === 'CLIENT_FIXED' ? personOf(actor) : subject.fixDeclaredBy,
  };
}

describe('whatever people try, in whatever order', () => {
  it('nothing becomes verified by the person who declared the fix', () => {
    fc.assert(
      fc.property(acts, (attempts) => {
        let subject = start;
        let declaredBy: string | undefined;
        for (const { actor, to } of attempts) {
          if (!mayMove(actor, subject, to).allowed) continue;
          if (to === 'CLIENT_FIXED') declaredBy = personOf(actor);
          if (to === 'VERIFIED') expect(personOf(actor)).not.toBe(declaredBy);
          subject = moved(subject, actor, to);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing becomes verified without a declared fix before it', () => {
    fc.assert(
      fc.property(acts, (attempts) => {
        const path: (Status | null)[] = [start.status];
        let subject = start;
        for (const { actor, to } of attempts) {
          if (!mayMove(actor, subject, to).allowed) continue;
          subject = moved(subject, actor, to);
          path.push(to);
        }
        for (const [index, status] of path.entries())
          if (status === 'VERIFIED') expect(path[index - 1]).toBe('CLIENT_FIXED');
      }),
    );
  });

  it('only moves of the table happen, and an auditor or a key without the scope makes none', () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), act, (status, { actor, to }) => {
        const { allowed } = mayMove(actor, { ...start, status }, to);
        if (allowed) expect(isTransition(status, to)).toBe(true);
        if (actor.kind === 'USER' && actor.roles.includes('AUDITOR')) expect(allowed).toBe(false);
        if (actor.kind === 'API_KEY' && actor.keyId === 'reader') expect(allowed).toBe(false);
      }),
    );
  });

  it('every state but open can be reopened by an administrator', () => {
    for (const status of statuses)
      expect(mayMove(user('a', 'WORKSPACE_ADMIN'), { ...start, status }, 'OPEN').allowed).toBe(
        status !== 'OPEN',
      );
  });

  it('results without a lifecycle never move', () => {
    fc.assert(fc.property(act, ({ actor, to }) => !mayMove(actor, { ...start, status: null }, to).allowed));
  });
});
