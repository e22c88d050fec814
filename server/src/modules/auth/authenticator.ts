import type { Authenticator, Credentials, Principal } from '../../platform/http/principal.ts';
import type { Platform } from '../../platform/platform.ts';
import { parseApiKey, secretHash } from './api-key-format.ts';
import { keyBuckets } from './attempt-limits.ts';
import { batched } from './batched.ts';
import { type Identity, identityOf } from './identity.ts';
import { findKeys, findSessions, type KeyRow, type SessionRow } from './identity-store.ts';
import { checkKey } from './key-check.ts';
import { principalOfSession } from './session-check.ts';
import { isToken, tokenHash } from './session-token.ts';
import { sourceNetwork } from './source-network.ts';

/**
 * Says who a credential stands for, at the price of one indexed read shared by all requests that arrive meanwhile. Nothing
 * is cached: a revocation holds from the next request on, on every node.
 */
export function createAuthenticator(platform: Platform): Authenticator {
  const identity = identityOf(platform);
  const sessionsOf = batched((hashes) => rowsByToken(identity, hashes));
  const keysOf = batched((lookups) => rowsByLookup(identity, lookups));
  return {
    async authenticate(credentials) {
      if (credentials.apiKey !== undefined)
        return byKey(identity, keysOf, { ...credentials, apiKey: credentials.apiKey });
      if (credentials.session === undefined || !isToken(credentials.session)) return null;
      const hash = tokenHash(credentials.session).toString('base64');
      const rows = (await sessionsOf(hash)).get(hash) ?? [];
      const principal = principalOfSession(rows, identity.source.nowMs());
      if (!principal) identity.metrics.authFailure('SESSION');
      else identity.lastUse.session(principal.sessionId, rows[0]?.last_seen_at ?? '');
      return principal;
    },
    drain: () => identity.background.drain(),
  };
}

type Rows<Row> = ReadonlyMap<string, readonly Row[]>;

async function rowsByToken({ transactor }: Identity, hashes: readonly string[]): Promise<Rows<SessionRow>> {
  const rows = await findSessions(
    transactor,
    hashes.map((hash) => Buffer.from(hash, 'base64')),
  );
  return Map.groupBy(rows, (row) => row.token_hash.toString('base64'));
}

async function rowsByLookup({ transactor }: Identity, lookups: readonly string[]): Promise<Rows<KeyRow>> {
  return Map.groupBy(await findKeys(transactor, lookups), (row) => row.lookup);
}

interface KeyCredentials extends Credentials {
  readonly apiKey: string;
}

async function byKey(
  identity: Identity,
  keysOf: (lookup: string) => Promise<Rows<KeyRow>>,
  { apiKey, address }: KeyCredentials,
): Promise<Principal | null> {
  const parsed = parseApiKey(apiKey);
  // A typo or a foreign key fails on its form and needs no database.
  if (!parsed) return countFailure(identity, { lookup: undefined, address, row: undefined });
  const rows = (await keysOf(parsed.lookup)).get(parsed.lookup) ?? [];
  const verdict = checkKey(rows, secretHash(parsed.secret), identity.source.nowMs());
  if (verdict.outcome === 'WRONG')
    return countFailure(identity, { lookup: parsed.lookup, address, row: verdict.row });
  if (verdict.outcome === 'ENDED') return null;
  const { tenantId, keyId } = verdict.principal;
  identity.lastUse.key({ tenantId, keyId, address: address.slice(0, 64) }, verdict.row.last_used_at);
  return verdict.principal;
}

interface Failure {
  readonly lookup: string | undefined;
  readonly address: string;
  readonly row: KeyRow | undefined;
}

/** @throws AppError RATE_LIMITED */
async function countFailure(identity: Identity, { lookup, address, row }: Failure): Promise<null> {
  identity.metrics.authFailure('API_KEY');
  await identity.attempts.admit(keyBuckets({ lookup, network: sourceNetwork(address) }));
  identity.log.warn({ address, lookup, knownKey: row !== undefined }, 'API key refused');
  if (row) auditKeyRefusal(identity, row, address);
  return null;
}

/** Not more often than the limit lets failures through, and after the answer. */
function auditKeyRefusal({ background, transactor }: Identity, row: KeyRow, address: string): void {
  const caller = {
    tenantId: row.tenant_id,
    actor: { kind: 'SYSTEM', name: 'authentication' },
    requestId: '',
  } as const;
  background.run('audit of a refused API key', () =>
    transactor.write(caller, async (ctx) =>
      ctx.audit({
        type: 'api-key.refused',
        subject: { type: 'api-key', id: row.key_id },
        data: { address, reason: 'WRONG_SECRET' },
      }),
    ),
  );
}
