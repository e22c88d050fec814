import type { Actor, Source } from '../../kernel/ctx.ts';
import type { AppError } from '../../kernel/errors.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { Background } from '../background.ts';
import { isRefusalKept, refusalType } from '../db/refusals-store.ts';
import type { Transactor } from '../db/transactor.ts';
import type { Principal, SessionPrincipal } from './principal.ts';

export interface Refused {
  readonly op: Operation;
  readonly principal: Principal;
  readonly error: AppError;
  /** Tenant that the request names. */
  readonly tenantId: string | undefined;
  readonly address: string;
  readonly requestId: string;
}

/** Keeps who was refused what in the audit log, after the answer, so that its time tells nothing. */
export interface Refusals {
  note(refused: Refused): void;
}

interface RefusalsOptions {
  readonly transactor: Transactor;
  readonly background: Background;
  readonly source: Source;
}

const minuteMs = 60_000;
/** Remembered within a minute; beyond it the database alone says what is kept already. */
const mostRemembered = 10_000;

/**
 * At most one row a person or key, operation and minute: a client that tries on and on must not fill the log. It stands in the log of
 * a tenant of the caller, never in one that the caller only names.
 */
export function createRefusals({ transactor, background, source }: RefusalsOptions): Refusals {
  let minute = 0;
  const noted = new Set<string>();
  return {
    note(refused) {
      const { op, principal } = refused;
      const tenantId = ownTenant(principal, refused.tenantId);
      if (tenantId === undefined) return;
      const now = Math.floor(source.nowMs() / minuteMs);
      if (now !== minute) noted.clear();
      minute = now;
      const key = `${tenantId} ${idOf(principal)} ${op.id}`;
      if (noted.has(key)) return;
      if (noted.size < mostRemembered) noted.add(key);
      const since = new Date(now * minuteMs).toISOString();
      background.run('audit of a refusal', () => keep(transactor, refused, { tenantId, since }));
    },
  };
}

async function keep(
  transactor: Transactor,
  { op, principal, error, tenantId: named, address, requestId }: Refused,
  { tenantId, since }: { readonly tenantId: string; readonly since: string },
): Promise<void> {
  await transactor.write({ tenantId, actor: actorFor(principal, tenantId), requestId }, async (ctx) => {
    if (await isRefusalKept(ctx, op.id, since)) return;
    ctx.audit({
      type: refusalType,
      subject: { type: 'operation', id: op.id },
      data: {
        code: error.code,
        method: op.method,
        path: op.path,
        address,
        ...(named === undefined || named === tenantId ? {} : { namedTenantId: named }),
      },
    });
  });
}

/** The named tenant where the caller belongs to it, else one of the caller's own; undefined when there is none. */
function ownTenant(principal: Principal, named: string | undefined): string | undefined {
  if (principal.kind === 'API_KEY') return principal.tenantId;
  return (membershipIn(principal, named) ?? principal.memberships[0])?.tenantId;
}

function membershipIn({ memberships }: SessionPrincipal, tenantId: string | undefined) {
  return memberships.find((one) => one.tenantId === tenantId);
}

function idOf(principal: Principal): string {
  return principal.kind === 'API_KEY' ? principal.keyId : principal.userId;
}

function actorFor(principal: Principal, tenantId: string): Actor {
  if (principal.kind === 'API_KEY') {
    const { userId, keyId, role, scopes } = principal;
    return { kind: 'API_KEY', userId, keyId, roles: [role], scopes };
  }
  const role = membershipIn(principal, tenantId)?.role;
  const { userId, platformAdmin } = principal;
  return { kind: 'USER', userId, roles: role === undefined ? [] : [role], platformAdmin };
}
