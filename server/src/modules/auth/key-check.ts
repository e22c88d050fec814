import { timingSafeEqual } from 'node:crypto';
import { isRole, isScope } from '../../kernel/roles.ts';
import type { KeyPrincipal } from '../../platform/http/principal.ts';
import type { KeyRow } from './identity-store.ts';

/** Compared with when there is no such key, so that a missing one costs what a wrong secret costs. */
const nothing = Buffer.alloc(32);

export type KeyVerdict =
  | { readonly outcome: 'RIGHT'; readonly principal: KeyPrincipal; readonly row: KeyRow }
  /** The secret is right but the key has expired or was revoked, or its owner left: no guess, so it does not count as one. */
  | { readonly outcome: 'ENDED'; readonly row: KeyRow }
  | { readonly outcome: 'WRONG'; readonly row: KeyRow | undefined };

/** Compares in constant time; `rows` are those with the presented lookup, nearly always none or one. */
export function checkKey(rows: readonly KeyRow[], secretHash: Buffer, nowMs: number): KeyVerdict {
  const candidates = rows.length > 0 ? rows : [undefined];
  const right = candidates.filter((row) => timingSafeEqual(secretHash, row?.secret_hash ?? nothing))[0];
  if (!right) return { outcome: 'WRONG', row: rows[0] };
  const principal = principalOf(right);
  if (!right.usable || !principal || Date.parse(right.expires_at) <= nowMs)
    return { outcome: 'ENDED', row: right };
  return { outcome: 'RIGHT', principal, row: right };
}

function principalOf(row: KeyRow): KeyPrincipal | undefined {
  if (!isRole(row.role)) return undefined;
  return {
    kind: 'API_KEY',
    userId: row.user_id,
    keyId: row.key_id,
    tenantId: row.tenant_id,
    role: row.role,
    scopes: row.scopes.filter(isScope),
    registerVersion: row.register_version,
  };
}
