import { credentialsOf } from '../../platform/http/credentials.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { findSessions } from './identity-store.ts';
import { principalOfSession } from './session-check.ts';
import { isToken, tokenHash } from './session-token.ts';

/**
 * Whether the session behind a long-running request still lives and still belongs to a member of its tenant with the role it
 * began with. Does not count as use: a stream that nobody looks at must not keep a session awake.
 */
export async function isSessionAlive(platform: Platform, { http, caller }: TenantRequest): Promise<boolean> {
  const { session } = credentialsOf(http);
  if (session === undefined || !isToken(session)) return false;
  const rows = await findSessions(platform.transactor, [tokenHash(session)]);
  const principal = principalOfSession(rows, platform.source.nowMs());
  const membership = principal?.memberships.find(({ tenantId }) => tenantId === caller.tenantId);
  const { actor } = caller;
  return membership !== undefined && actor.kind === 'USER' && actor.roles.includes(membership.role);
}
