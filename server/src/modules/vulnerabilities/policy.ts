import type { Actor } from '../../kernel/ctx.ts';
import type { ErrorCode } from '../../kernel/errors.ts';
import { isTransition, type Status } from './lifecycle.ts';
import { refusalText } from './messages.ts';

/** What a decision looks at. */
export interface Subject {
  /** Null for classes without a lifecycle. */
  readonly status: Status | null;
  readonly ownerId: string | null;
  /** User who declared the fix, or who let the import happen that no longer found it. */
  readonly fixDeclaredBy: string | null;
}

export type Verdict = { readonly allowed: true } | Refusal;

export interface Refusal {
  readonly allowed: false;
  readonly code: Extract<ErrorCode, 'FORBIDDEN' | 'ILLEGAL_TRANSITION' | 'INSUFFICIENT_SCOPE'>;
  readonly why: string;
}

const yes = { allowed: true } as const;

/**
 * Who may move what where. The role first, then whether the move exists, then separation of duties: whoever declared a fix
 * does not verify it, whatever their role.
 */
export function mayMove(actor: Actor, subject: Subject, to: Status): Verdict {
  if (subject.status === null) return illegal(refusalText.noLifecycle);
  const byRole = mayByRole(actor, subject, to);
  if (!byRole.allowed) return byRole;
  if (subject.status === to) return illegal(refusalText.already(to));
  if (!isTransition(subject.status, to)) return illegal(refusalText.noSuchMove(subject.status, to));
  if (to === 'VERIFIED' && personOf(actor) === subject.fixDeclaredBy) return forbidden(refusalText.ownFix);
  return yes;
}

function mayByRole(actor: Actor, subject: Subject, to: Status): Verdict {
  // The platform itself only ever reopens: what it does is written in its jobs.
  if (actor.kind === 'SYSTEM') return to === 'OPEN' ? yes : forbidden(refusalText.systemOnlyReopens);
  if (actor.kind === 'API_KEY' && !actor.scopes.includes('write:vulnerabilities'))
    return { allowed: false, code: 'INSUFFICIENT_SCOPE', why: refusalText.scope };
  if (actor.roles.includes('WORKSPACE_ADMIN')) return yes;
  if (actor.roles.includes('VERIFIER'))
    return to === 'VERIFIED' || to === 'OPEN' || to === 'FALSE_POSITIVE'
      ? yes
      : forbidden(refusalText.verifier);
  if (actor.roles.includes('MEMBER')) return memberMay(actor.userId, subject, to);
  return forbidden(refusalText.auditor);
}

function memberMay(userId: string, { ownerId }: Subject, to: Status): Verdict {
  if (to === 'VERIFIED') return forbidden(refusalText.memberVerify);
  if (to === 'RISK_ACCEPTED' || to === 'FALSE_POSITIVE') return forbidden(refusalText.memberDecide);
  return ownerId === null || ownerId === userId ? yes : forbidden(refusalText.notYours);
}

/** Fields that only an administrator changes. */
const adminFields: ReadonlySet<string> = new Set(['severity', 'assetId']);

interface Edit {
  readonly fields: readonly string[];
  /** The owner that the edit sets; undefined: it sets none. */
  readonly newOwnerId: string | null | undefined;
}

/** A member or verifier edits what is theirs, and may take what is nobody's; the rest is an administrator's. */
export function mayEdit(
  actor: Actor,
  { ownerId }: Pick<Subject, 'ownerId'>,
  { fields, newOwnerId }: Edit,
): Verdict {
  if (actor.kind === 'SYSTEM') return forbidden(refusalText.systemOnlyReopens);
  if (actor.roles.includes('WORKSPACE_ADMIN')) return yes;
  if (actor.roles.includes('AUDITOR')) return forbidden(refusalText.auditor);
  if (fields.some((field) => adminFields.has(field))) return forbidden(refusalText.adminField);
  if (ownerId === actor.userId) return yes;
  if (ownerId === null) return newOwnerId === actor.userId ? yes : forbidden(refusalText.takeFirst);
  return forbidden(refusalText.notYours);
}

/** The person behind an act: a key acts for its owner. */
export function personOf(actor: Actor): string {
  return actor.kind === 'SYSTEM' ? actor.name : actor.userId;
}

function forbidden(why: string): Refusal {
  return { allowed: false, code: 'FORBIDDEN', why };
}

function illegal(why: string): Refusal {
  return { allowed: false, code: 'ILLEGAL_TRANSITION', why };
}
