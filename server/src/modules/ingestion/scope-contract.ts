import Type from 'typebox';
import { json, operation, sessionOnly, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import {
  line,
  nullable,
  oneOf,
  page,
  pageQuery,
  scopeKeyName,
  several,
  sortBy,
  strict,
  text,
  uuid,
} from '../../kernel/schema.ts';
import { brakeInput, scopeKey, scopeTargets, standingAuthorityInput } from './scope-shapes.ts';
import { authorityInput } from './shapes.ts';

const tag = 'ingestion';

export const listScopeKeys = operation({
  id: 'listScopeKeys',
  method: 'GET',
  path: '/report-ingestion/scope-keys',
  summary: 'Scope keys',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  query: strict({
    ...pageQuery,
    key: several(scopeKeyName, 20),
    q: Type.Optional(line(200, 'Part of a key or name')),
    sort: sortBy(['key', 'createdAt'], 'key'),
  }),
  response: json(page(scopeKey)),
});

const scopeFields = {
  description: Type.Optional(nullable(text(2_000))),
  targets: Type.Optional(scopeTargets),
  authority: Type.Optional(nullable(authorityInput)),
  massClose: Type.Optional(
    Type.Union([brakeInput, Type.Null()], { description: 'Default null: as the tenant’s settings say' }),
  ),
};
const scopeKind = oneOf(['NETWORK', 'APPLICATION', 'CODE', 'IMAGES', 'CLOUD', 'MIXED'], 'Default MIXED');

export const createScopeKey = operation({
  id: 'createScopeKey',
  method: 'POST',
  path: '/report-ingestion/scope-keys',
  summary: 'Name a scope',
  description:
    '`standingAuthority` needs a signed-in administrator: with an API key it is refused (SESSION_REQUIRED).',
  tag,
  access: tenantWrite(admins, 'write:ingestion'),
  body: strict({
    key: scopeKeyName,
    name: Type.Optional(line(200, 'Default the key')),
    kind: Type.Optional(scopeKind),
    ...scopeFields,
    standingAuthority: Type.Optional(standingAuthorityInput),
  }),
  response: versioned(scopeKey, 201),
  errors: ['CONFLICT'],
  audit: ['scope-key.created', 'scope-key.standing-authority-granted'],
});

export const updateScopeKey = operation({
  id: 'updateScopeKey',
  method: 'PATCH',
  path: '/report-ingestion/scope-keys/{scopeKeyId}',
  summary: 'Change a scope, grant or withdraw its standing authority',
  tag,
  access: sessionOnly(admins),
  params: strict({ scopeKeyId: uuid }),
  body: strict({
    name: Type.Optional(line(200)),
    kind: Type.Optional(scopeKind),
    ...scopeFields,
    standingAuthority: Type.Optional(
      Type.Union([standingAuthorityInput, Type.Null()], { description: 'null withdraws it at once' }),
    ),
  }),
  response: versioned(scopeKey),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: [
    'scope-key.changed',
    'scope-key.standing-authority-granted',
    'scope-key.standing-authority-withdrawn',
  ],
});

export const scopeOperations = [listScopeKeys, createScopeKey, updateScopeKey];
