import { isRole } from '../../kernel/roles.ts';
import type { Membership, SessionPrincipal } from '../../platform/http/principal.ts';
import type { SessionRow } from './identity-store.ts';
import { idleSeconds } from './session-token.ts';

/** Who the rows of one token stand for, or null when the session has ended by time. */
export function principalOfSession(rows: readonly SessionRow[], nowMs: number): SessionPrincipal | null {
  const [row] = rows;
  if (!row) return null;
  if (Date.parse(row.expires_at) <= nowMs) return null;
  if (Date.parse(row.last_seen_at) + idleSeconds * 1000 <= nowMs) return null;
  return {
    kind: 'SESSION',
    userId: row.user_id,
    sessionId: row.session_id,
    platformAdmin: row.platform_admin,
    expiresAt: row.expires_at,
    memberships: rows.flatMap(membershipOf),
  };
}

function membershipOf({ tenant_id, role, register_version }: SessionRow): readonly Membership[] {
  if (tenant_id === null || role === null || register_version === null || !isRole(role)) return [];
  return [{ tenantId: tenant_id, role, registerVersion: register_version }];
}
