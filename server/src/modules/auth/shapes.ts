import Type from 'typebox';
import {
  boolean,
  email,
  flag,
  line,
  list,
  nullable,
  oneOf,
  role,
  shape,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';

export const newPassword = Type.String({
  minLength: 12,
  maxLength: 256,
  description: 'At least 12 characters; common and leaked passwords are refused',
});
/** No rule on form: a wrong one is simply wrong. */
export const givenPassword = Type.String({ minLength: 1, maxLength: 256 });
export const totpCode = Type.String({
  minLength: 6,
  maxLength: 24,
  pattern: '^[0-9A-Za-z -]+$',
  description: 'Six digits of the authenticator, or a recovery code',
});
export const newPersonFields = { email, displayName: line(120) };

export const locale = Type.String({
  maxLength: 35,
  pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$',
  description: 'BCP 47 language tag, for example en-GB',
});
export const timeZone = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_+/-]+$',
  description: 'IANA time zone, for example Africa/Johannesburg',
});

export const notificationKinds = [
  'ASSIGNED_TO_ME',
  'SLA_DUE_SOON',
  'SLA_BREACHED',
  'KEV_LISTED',
  'IMPORT_NEEDS_DECISION',
  'IMPORT_FINALIZED',
  'REPORT_READY',
  'ACCEPTANCE_EXPIRES',
] as const;
export const notificationChoice = shape('NotificationChoice', {
  kind: oneOf(notificationKinds),
  inApp: boolean,
  email: boolean,
});

export const profile = shape('Profile', {
  id: uuid,
  email: string,
  displayName: string,
  locale,
  timeZone,
  notifications: Type.Array(notificationChoice),
  totpEnabled: boolean,
  platformAdmin: flag('Operator of this deployment'),
});

export const membership = shape('Membership', {
  tenantId: uuid,
  tenantName: string,
  role,
  since: timestamp,
});

export const signedIn = shape('SignedIn', {
  user: profile,
  memberships: Type.Array(membership),
  expiresAt: timestamp,
});

export const profileChange = strict({
  displayName: Type.Optional(line(120)),
  locale: Type.Optional(locale),
  timeZone: Type.Optional(timeZone),
  notifications: Type.Optional(list(notificationChoice, notificationKinds.length)),
});

export const userStatus = oneOf(['ACTIVE', 'INVITED', 'DISABLED'], { title: 'UserStatus' });

export const tenantUser = shape('TenantUser', {
  /** Of the invitation while the person is INVITED. */
  id: uuid,
  email: string,
  displayName: stringOf('The address until an invited person chose a name'),
  role,
  status: userStatus,
  totpEnabled: nullable(Type.Boolean({ description: 'null unless the caller manages users' })),
  lastSeenAt: nullable(timestamp),
  invitedBy: nullable(string),
  invitationExpiresAt: nullable(timestamp),
  joinedAt: nullable(timestamp),
});

export const invitationLink = shape('InvitationLink', {
  user: tenantUser,
  invitationUrl: nullable(
    Type.String({
      description:
        'Works once; shown now and never again. Whether the address has an account already is not told',
    }),
  ),
  expiresAt: nullable(timestamp),
});
