import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type { signOut as operation } from './contract.ts';
import { clearSessionCookie } from './cookie.ts';
import type { Identity } from './identity.ts';
import { deleteSessions } from './identity-store.ts';
import { sessionOf } from './own-account.ts';
import { recordPersonal } from './personal-record.ts';
import { isHttps } from './sessions.ts';

/** Ends this session, or all of the person; the next request with such a token stands for nobody (ASVS 5.0, 7.4.1). */
export async function signOut(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof operation>,
): Promise<DataOf<typeof operation>> {
  const { userId, sessionId, memberships, platformAdmin } = sessionOf(request);
  const everywhere = body.everywhere ?? false;
  await recordPersonal(identity, {
    tenantIds: memberships.map((membership) => membership.tenantId),
    actor: { kind: 'USER', userId, roles: [], platformAdmin },
    requestId: request.requestId,
    entry: { type: 'session.ended', subject: { type: 'session', id: sessionId }, data: { everywhere } },
    change: async (db) => {
      await deleteSessions(db, everywhere ? { userId } : { userId, sessionId });
    },
  });
  clearSessionCookie(request.reply, { https: isHttps(identity) });
  return { signedOut: true };
}
