import type { BodyOf, DataOf } from '../../kernel/operation.ts';
import { newId } from '../../kernel/source.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import type { createTenant as operation } from '../tenants/contract.ts';
import { insertTenant } from '../tenants/facade.ts';
import type { Identity } from './identity.ts';
import { invite } from './invitations.ts';
import { sessionOf } from './own-account.ts';

/** A tenant and the invitation of its first administrator, or neither. The operator does not become a member. */
export async function createTenant(
  identity: Identity,
  request: OpenRequest,
  body: BodyOf<typeof operation>,
): Promise<DataOf<typeof operation>> {
  const { transactor, source } = identity;
  const { userId } = sessionOf(request);
  const tenantId = newId(source);
  const actor = { kind: 'USER', userId, roles: [], platformAdmin: true } as const;
  return transactor.write({ tenantId, actor, requestId: request.requestId }, async (ctx) => {
    await insertTenant(ctx, body.name);
    const link =
      body.adminEmail === undefined
        ? undefined
        : await invite(identity, ctx, { email: body.adminEmail, role: 'WORKSPACE_ADMIN' });
    const tenant = { id: tenantId, name: body.name, createdAt: ctx.now, users: 0 };
    return { tenant, invitationUrl: link?.invitationUrl ?? null };
  });
}
