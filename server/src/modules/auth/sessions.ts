import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/ctx.ts';
import { newId, timestampOf } from '../../kernel/source.ts';
import { credentialsOf } from '../../platform/http/credentials.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import { setSessionCookie } from './cookie.ts';
import type { Identity } from './identity.ts';
import { deleteSessionOfToken, findPerson, insertSession, type PersonRow } from './identity-store.ts';
import { type SignedIn, signedInOf } from './person.ts';
import { recordPersonal } from './personal-record.ts';
import { absoluteSeconds, isToken, newToken, tokenHash } from './session-token.ts';
import { sourceNetwork } from './source-network.ts';

export type Proof = 'PASSWORD' | 'PASSWORD_AND_TOTP' | 'PASSWORD_AND_RECOVERY_CODE' | 'INVITATION' | 'SET_UP';

const maxUserAgent = 300;

/**
 * Starts a session under a new token (ASVS 5.0, 7.2.4), ends the one that the request still carried, sets the cookie and
 * audits it in every tenant of the person.
 */
export async function openSession(
  identity: Identity,
  { request, userId, proof }: { request: OpenRequest; userId: string; proof: Proof },
): Promise<SignedIn> {
  const person = await personOf(identity, userId);
  const { source } = identity;
  const token = newToken(source);
  const sessionId = newId(source);
  const expiresAt = new Date(source.nowMs() + absoluteSeconds * 1000).toISOString();
  const earlier = presentedToken(request.http);
  await recordPersonal(identity, {
    tenantIds: person.memberships.map((membership) => membership.tenantId),
    actor: actorOfPerson(person),
    requestId: request.requestId,
    entry: {
      type: 'session.created',
      subject: { type: 'session', id: sessionId },
      data: { proof, address: request.address },
    },
    change: async (db) => {
      if (earlier) await deleteSessionOfToken(db, tokenHash(earlier));
      await insertSession(db, {
        sessionId,
        userId,
        tokenHash: tokenHash(token),
        at: timestampOf(source),
        expiresAt,
        address: request.address.slice(0, 64),
        network: sourceNetwork(request.address),
        userAgent: (request.http.headers['user-agent'] ?? '')
          .replaceAll(/[^\x20-\x7e]/g, '')
          .slice(0, maxUserAgent),
      });
    },
  });
  setSessionCookie(request.reply, token, { https: isHttps(identity) });
  return signedInOf(person, expiresAt);
}

/** @throws Error when the id stands for nobody, which a caller has ruled out */
export async function personOf(
  { transactor }: Pick<Identity, 'transactor'>,
  userId: string,
): Promise<PersonRow> {
  const person = await findPerson(transactor, userId);
  if (!person) throw new Error('a known user has no row');
  return person;
}

export function actorOfPerson(person: PersonRow): Actor {
  return { kind: 'USER', userId: person.user_id, roles: [], platformAdmin: person.platform_admin };
}

export function isHttps({ config }: Pick<Identity, 'config'>): boolean {
  return config.publicUrl.startsWith('https:');
}

/** The session that the browser still holds while it signs in again, if it is plain which. */
function presentedToken(request: FastifyRequest): string | undefined {
  try {
    const { session } = credentialsOf(request);
    return session !== undefined && isToken(session) ? session : undefined;
  } catch {
    return undefined;
  }
}
