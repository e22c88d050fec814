import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/ctx.ts';
import { AppError } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { Role } from '../../kernel/roles.ts';
import type { Caller } from '../db/ctx.ts';
import type { KeyPrincipal, Principal, SessionPrincipal } from './principal.ts';

const notAuthorized = 'You are not authorized for this tenant context.';

/**
 * Settles tenant, membership, role and scope, in this order, before anything of a tenant is touched (contract, section 2).
 * @throws AppError UNAUTHENTICATED, TENANT_REQUIRED, TENANT_MISMATCH, FORBIDDEN, SESSION_REQUIRED, INSUFFICIENT_SCOPE
 */
export function authorize(request: FastifyRequest, op: Operation, principal: Principal | null): Caller {
  if (op.access.kind !== 'TENANT') throw new Error(`${op.id} is not an operation of a tenant`);
  if (!principal) throw unauthenticated();
  const tenantId = chooseTenant(claimedTenants(request), principal);
  if (principal.kind === 'API_KEY')
    return { tenantId, actor: keyActor(op, principal), requestId: request.id };
  const membership = principal.memberships.find((one) => one.tenantId === tenantId);
  if (!membership) throw new AppError('FORBIDDEN', notAuthorized);
  if (!op.access.roles.includes(membership.role))
    throw new AppError('FORBIDDEN', 'Your role does not allow this.');
  return { tenantId, actor: sessionActor(principal, membership.role), requestId: request.id };
}

export function unauthenticated(): AppError {
  return new AppError('UNAUTHENTICATED', 'Sign in, or send a valid API key.');
}

function keyActor(op: Operation, principal: KeyPrincipal): Actor {
  if (op.access.kind !== 'TENANT') throw new Error('unreachable');
  const { key, roles } = op.access;
  if (key === 'SESSION_ONLY')
    throw new AppError('SESSION_REQUIRED', 'This needs a signed-in person; API keys cannot do it.');
  if (!principal.scopes.includes(key.scope)) {
    throw new AppError('INSUFFICIENT_SCOPE', `This key lacks the scope ${key.scope}.`);
  }
  if (!roles.includes(principal.role))
    throw new AppError('FORBIDDEN', "The role of the key's owner does not allow this.");
  return {
    kind: 'API_KEY',
    userId: principal.userId,
    keyId: principal.keyId,
    roles: [principal.role],
    scopes: principal.scopes,
  };
}

function sessionActor(principal: SessionPrincipal, role: Role): Actor {
  return { kind: 'USER', userId: principal.userId, roles: [role], platformAdmin: principal.platformAdmin };
}

/** What header, query and body say; given more than once they must agree, to the byte. */
function claimedTenants(request: FastifyRequest): readonly string[] {
  const header = request.headers['x-tenant-id'];
  const claims = [header, fieldOf(request.query, 'tenantId'), fieldOf(request.body, 'tenantId')].filter(
    (claim) => claim !== undefined,
  );
  return claims.map((claim) => {
    if (typeof claim !== 'string' || !isUuid(claim)) {
      throw new AppError('TENANT_MISMATCH', 'The tenant id must be one lower-case UUID.');
    }
    return claim;
  });
}

/** The tenant that the request names, where it names one and in the right form. */
export function namedTenant(request: FastifyRequest): string | undefined {
  const claims = [
    request.headers['x-tenant-id'],
    fieldOf(request.query, 'tenantId'),
    fieldOf(request.body, 'tenantId'),
  ];
  const claim = claims.find((one) => one !== undefined);
  return typeof claim === 'string' && isUuid(claim) ? claim : undefined;
}

export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}

function chooseTenant(claims: readonly string[], principal: Principal): string {
  const [claimed, ...others] = claims;
  if (others.some((other) => other !== claimed)) {
    throw new AppError('TENANT_MISMATCH', 'Header, query and body name different tenants.');
  }
  if (principal.kind === 'API_KEY') {
    if (claimed !== undefined && claimed !== principal.tenantId)
      throw new AppError('FORBIDDEN', notAuthorized);
    return principal.tenantId;
  }
  if (claimed !== undefined) return claimed;
  const [only, second] = principal.memberships;
  if (only && !second) return only.tenantId;
  if (!only) throw new AppError('FORBIDDEN', notAuthorized);
  throw new AppError('TENANT_REQUIRED', 'You belong to several tenants: name one in the header x-tenant-id.');
}
