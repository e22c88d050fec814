import type { OpenRequest } from '../../platform/http/handler.ts';
import type { Identity } from './identity.ts';
import { type AccountRow, findPerson } from './identity-store.ts';

export type RefusalReason = 'WRONG_PASSWORD' | 'WRONG_CODE' | 'TOO_MANY_ATTEMPTS';

interface Refusal {
  readonly request: Pick<OpenRequest, 'address' | 'requestId'>;
  readonly account: AccountRow | undefined;
  readonly reason: RefusalReason;
}

/**
 * Keeps a refused sign-in: in the log always; in the audit log of the person's tenants when there is such a person. After the
 * answer, so that its time does not tell which. The attempt itself was counted in the database before.
 */
export function auditRefusal(identity: Identity, { request, account, reason }: Refusal): void {
  const { background, log, metrics, transactor } = identity;
  const { address, requestId } = request;
  if (reason !== 'TOO_MANY_ATTEMPTS') metrics.authFailure(reason === 'WRONG_CODE' ? 'TOTP' : 'PASSWORD');
  log.warn({ requestId, address, reason, knownAccount: account !== undefined }, 'sign-in refused');
  if (!account) return;
  background.run('audit of a refused sign-in', async () => {
    const person = await findPerson(transactor, account.user_id);
    for (const { tenantId } of person?.memberships ?? []) {
      await transactor.write(
        { tenantId, actor: { kind: 'SYSTEM', name: 'sign-in' }, requestId },
        async (ctx) =>
          ctx.audit({
            type: 'session.refused',
            subject: { type: 'user', id: account.user_id },
            data: { reason, address },
          }),
      );
    }
  });
}
