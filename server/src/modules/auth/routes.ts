import { answers, type Binding, changes, reads } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import { createTenant } from '../tenants/contract.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import * as op from './contract.ts';
import { identityOf } from './identity.ts';
import { inviteUser } from './invitations.ts';
import { listUsers, removeUser, updateUser } from './members.ts';
import { createTenant as makeTenant } from './new-tenant.ts';
import { sessionOf } from './own-account.ts';
import { signedInOf } from './person.ts';
import { changePassword, updateProfile } from './profile.ts';
import { personOf } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';
import { confirmTotp, disableTotp, enrolTotp } from './totp-enrolment.ts';

/** Also binds `createTenant`: it invites an administrator, and this module may use tenants while tenants may not use it. */
export function routes(platform: Platform): readonly Binding[] {
  const identity = identityOf(platform);
  return [
    answers(op.signIn, (request, { body }) => signIn(identity, request, body)),
    answers(op.signOut, (request, { body }) => signOut(identity, request, body)),
    answers(op.getSession, async (request) => {
      const { userId, expiresAt } = sessionOf(request);
      return signedInOf(await personOf(identity, userId), expiresAt);
    }),
    answers(op.acceptInvitation, (request, { body }) => acceptInvitation(identity, request, body)),
    reads(op.listUsers, listUsers),
    changes(op.inviteUser, (ctx, input) => inviteUser(identity, ctx, input), { redact: ['invitationUrl'] }),
    changes(op.updateUser, updateUser),
    changes(op.removeUser, removeUser),
    reads(op.listApiKeys, listApiKeys),
    changes(op.createApiKey, createApiKey, { redact: ['apiKey'] }),
    changes(op.revokeApiKey, revokeApiKey),
    answers(op.updateProfile, (request, { body }) => updateProfile(identity, request, body)),
    answers(op.changePassword, (request, { body }) => changePassword(identity, request, body)),
    answers(op.enrolTotp, (request, { body }) => enrolTotp(identity, request, body), {
      redact: ['secret', 'uri'],
    }),
    answers(op.confirmTotp, (request, { body }) => confirmTotp(identity, request, body), {
      redact: ['recoveryCodes'],
    }),
    answers(op.disableTotp, (request, { body }) => disableTotp(identity, request, body)),
    answers(createTenant, (request, { body }) => makeTenant(identity, request, body), {
      redact: ['invitationUrl'],
    }),
  ];
}
