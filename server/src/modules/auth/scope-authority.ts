import { type Role, type Scope, scopes } from '../../kernel/roles.ts';

/** Every operation behind these wants a workspace administrator. */
const adminOnly: readonly Scope[] = [
  'ingest:signals',
  'write:assets',
  'write:dashboard',
  'write:reports',
  'write:threat-intelligence',
];
const auditOnly: readonly Scope[] = ['read:audit', 'read:decision-traces'];

/**
 * Scopes that a role may hand to a key: at most what its holder can do (contract, section 2). Enforced again at every use,
 * because a key acts with its owner's role of that moment.
 */
export function scopesOf(role: Role): readonly Scope[] {
  if (role === 'WORKSPACE_ADMIN') return scopes;
  if (role === 'AUDITOR') return scopes.filter((scope) => scope.startsWith('read:'));
  return scopes.filter((scope) => !adminOnly.includes(scope) && !auditOnly.includes(scope));
}
