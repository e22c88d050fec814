import Type from 'typebox';
import { json, operation, sessionOnly, tenantRead } from '../../kernel/operation.ts';
import { admins, readers, roles, scopes } from '../../kernel/roles.ts';
import {
  boolean,
  email,
  flag,
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  removed,
  role,
  several,
  shape,
  sortBy,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';
import {
  givenPassword,
  invitationLink,
  newPassword,
  profile,
  profileChange,
  signedIn,
  tenantUser,
  totpCode,
  userStatus,
} from './shapes.ts';

const tag = 'auth';
const ownAccount = { kind: 'SIGNED_IN', why: 'the person’s own account' } as const;

export const signIn = operation({
  id: 'signIn',
  method: 'POST',
  path: '/auth/sign-in',
  summary: 'Sign in',
  description:
    'Sets the cookie crp_session. A wrong address, password or code gives the same 401; a right password without the ' +
    'code of an enrolled person gives 401 with a detail at path "totp".',
  tag,
  access: { kind: 'PUBLIC', why: 'this is how a caller becomes known' },
  body: strict({ email, password: givenPassword, totp: Type.Optional(totpCode) }),
  response: json(signedIn),
  errors: ['UNAUTHENTICATED', 'CSRF_REJECTED'],
  audit: ['session.created', 'session.refused'],
});

export const signOut = operation({
  id: 'signOut',
  method: 'POST',
  path: '/auth/sign-out',
  summary: 'Sign out',
  description: 'Ends this session, or with `everywhere` all sessions of the person, at once.',
  tag,
  access: ownAccount,
  body: strict({ everywhere: Type.Optional(boolean) }),
  response: json(strict({ signedOut: Type.Literal(true) })),
  audit: ['session.ended'],
});

export const getSession = operation({
  id: 'getSession',
  method: 'GET',
  path: '/auth/session',
  summary: 'Who is signed in',
  tag,
  access: ownAccount,
  response: json(signedIn),
});

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/invitations/accept',
  summary: 'Join a tenant by invitation link',
  description:
    'Makes the account, the membership and a session (cookie). A token works once. A person who has an account already ' +
    'proves it with its password, and its code where two-step sign-in is on.',
  tag,
  access: {
    kind: 'PUBLIC',
    why: 'the invited person has no account yet; the one-time token is the authority',
  },
  body: strict({
    token: line(200),
    password: newPassword,
    displayName: line(120),
    totp: Type.Optional(totpCode),
  }),
  response: json(signedIn, 201),
  errors: ['UNAUTHENTICATED', 'CSRF_REJECTED', 'CONFLICT'],
  audit: ['user.joined', 'session.created', 'session.refused'],
});

export const listUsers = operation({
  id: 'listUsers',
  method: 'GET',
  path: '/users',
  summary: 'Members of the tenant',
  tag,
  access: sessionOnly(readers),
  query: strict({
    ...pageQuery,
    role: several(role, roles.length),
    status: several(userStatus, 3),
    q: Type.Optional(line(200, 'Part of a name or address')),
    sort: sortBy(['displayName', 'lastSeenAt', 'joinedAt'], 'displayName'),
  }),
  response: json(page(tenantUser)),
});

export const inviteUser = operation({
  id: 'inviteUser',
  method: 'POST',
  path: '/users',
  summary: 'Invite a person by link',
  description: 'Inviting the same address again makes a new link and ends the old one.',
  tag,
  access: sessionOnly(admins),
  body: strict({
    email,
    role,
    displayName: Type.Optional(line(120)),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, description: 'Default 7' })),
  }),
  response: json(invitationLink, 201),
  errors: ['CONFLICT'],
  audit: ['user.invited'],
});

export const updateUser = operation({
  id: 'updateUser',
  method: 'PATCH',
  path: '/users/{userId}',
  summary: 'Change a member’s role, or disable the member',
  description: 'Takes effect at the member’s next request. The last workspace administrator stays one.',
  tag,
  access: sessionOnly(admins),
  params: strict({ userId: uuid }),
  body: strict({ role: Type.Optional(role), status: Type.Optional(oneOf(['ACTIVE', 'DISABLED'])) }),
  response: json(tenantUser),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['user.role-changed', 'user.disabled', 'user.enabled', 'session.ended'],
});

export const removeUser = operation({
  id: 'removeUser',
  method: 'DELETE',
  path: '/users/{userId}',
  summary: 'Remove a member',
  description:
    'Ends the member’s sessions and API keys in this tenant at once. What the member did stays on record.',
  tag,
  access: sessionOnly(admins),
  params: strict({ userId: uuid }),
  response: json(removed),
  errors: ['NOT_FOUND', 'CONFLICT'],
  audit: ['user.removed', 'api-key.revoked', 'session.ended'],
});

export const scope = Type.Enum(scopes, { title: 'Scope' });

export const apiKey = shape('ApiKey', {
  id: uuid,
  name: string,
  lookup: stringOf('Second part of the key; names it in logs and is no secret'),
  scopes: Type.Array(scope),
  status: oneOf(['ACTIVE', 'EXPIRED', 'REVOKED']),
  createdAt: timestamp,
  expiresAt: timestamp,
  revokedAt: nullable(timestamp),
  lastUsedAt: nullable(Type.String({ description: 'To the minute' })),
  lastUsedFrom: nullable(Type.String({ description: 'Network address of the last use' })),
});

export const listApiKeys = operation({
  id: 'listApiKeys',
  method: 'GET',
  path: '/api-keys',
  summary: 'The caller’s own API keys in the tenant',
  description: 'Never a secret. Revoked and expired keys stay listed.',
  tag,
  access: tenantRead(readers, 'read:dashboard'),
  query: strict({ ...pageQuery, active: Type.Optional(flag('Only keys that work now')) }),
  response: json(page(apiKey)),
});

export const createApiKey = operation({
  id: 'createApiKey',
  method: 'POST',
  path: '/api-keys',
  summary: 'Make an API key',
  description:
    'The key is in this answer and nowhere else. It can do at most what its maker can do, now and later.',
  tag,
  access: sessionOnly(readers),
  body: strict({
    name: line(100),
    scopes: Type.Array(scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
    expiresInDays: Type.Integer({ minimum: 1, maximum: 365 }),
  }),
  response: json(
    shape('NewApiKey', {
      apiKey: stringOf('crp.<lookup>.<secret>, shown once'),
      apiKeyMeta: strict({ id: uuid, name: string, scopes: Type.Array(scope), expiresAt: timestamp }),
    }),
    201,
  ),
  errors: ['CONFLICT'],
  audit: ['api-key.created'],
});

export const revokeApiKey = operation({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api-keys/{apiKeyId}',
  summary: 'Revoke an API key',
  description:
    'Effective at the next request, on every node. One’s own keys; a workspace administrator may revoke any.',
  tag,
  access: sessionOnly(readers),
  params: strict({ apiKeyId: uuid }),
  response: json(apiKey),
  errors: ['NOT_FOUND'],
  audit: ['api-key.revoked'],
});

export const updateProfile = operation({
  id: 'updateProfile',
  method: 'POST',
  path: '/profile/update',
  summary: 'Change one’s own profile',
  tag,
  access: ownAccount,
  body: profileChange,
  response: json(profile),
  audit: ['user.profile-changed'],
});

export const changePassword = operation({
  id: 'changePassword',
  method: 'POST',
  path: '/profile/password',
  summary: 'Change one’s own password',
  description: 'Asks for the old password again, gives this session a new token and ends the others.',
  tag,
  access: ownAccount,
  body: strict({ password: givenPassword, newPassword }),
  response: json(strict({ changed: Type.Literal(true) })),
  errors: ['FORBIDDEN'],
  audit: ['user.password-changed', 'session.refused'],
});

export const enrolTotp = operation({
  id: 'enrolTotp',
  method: 'POST',
  path: '/profile/totp',
  summary: 'Start two-step sign-in',
  description: 'Asks for the password again. Nothing is switched on before /profile/totp/confirm.',
  tag,
  access: ownAccount,
  body: strict({ password: givenPassword }),
  response: json(
    shape('TotpEnrolment', {
      secret: stringOf('Base32, for typing in'),
      uri: stringOf('otpauth:// address, for a QR code'),
    }),
    201,
  ),
  errors: ['FORBIDDEN', 'CONFLICT'],
  audit: ['totp.enrolled', 'session.refused'],
});

export const confirmTotp = operation({
  id: 'confirmTotp',
  method: 'POST',
  path: '/profile/totp/confirm',
  summary: 'Switch two-step sign-in on',
  tag,
  access: ownAccount,
  body: strict({ code: totpCode }),
  response: json(strict({ enabled: Type.Literal(true), recoveryCodes: list(string, 20) })),
  errors: ['FORBIDDEN', 'CONFLICT'],
  audit: ['totp.enabled', 'session.refused'],
});

export const disableTotp = operation({
  id: 'disableTotp',
  method: 'POST',
  path: '/profile/totp/disable',
  summary: 'Switch two-step sign-in off',
  tag,
  access: ownAccount,
  body: strict({ password: givenPassword, code: totpCode }),
  response: json(strict({ enabled: Type.Literal(false) })),
  errors: ['FORBIDDEN', 'CONFLICT'],
  audit: ['totp.disabled', 'session.refused'],
});

export const operations = [
  signIn,
  signOut,
  getSession,
  acceptInvitation,
  listUsers,
  inviteUser,
  updateUser,
  removeUser,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  updateProfile,
  changePassword,
  enrolTotp,
  confirmTotp,
  disableTotp,
];
