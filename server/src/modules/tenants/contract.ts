import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import {
  countOf,
  email,
  flag,
  line,
  nullable,
  page,
  pageQuery,
  sha256,
  shape,
  sortBy,
  strict,
  string,
  stringOf,
  text,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';

const tag = 'tenants';

export const tenant = shape('Tenant', {
  id: uuid,
  name: string,
  createdAt: timestamp,
  users: countOf('Members; nothing of what is inside the tenant is told to operators'),
});

export const listTenants = operation({
  id: 'listTenants',
  method: 'GET',
  path: '/tenants',
  summary: 'All tenants of the deployment',
  tag,
  access: { kind: 'PLATFORM' },
  query: strict({
    ...pageQuery,
    q: Type.Optional(line(200, 'Part of a name')),
    sort: sortBy(['name', 'createdAt'], 'name'),
  }),
  response: json(page(tenant)),
});

export const createTenant = operation({
  id: 'createTenant',
  method: 'POST',
  path: '/tenants',
  summary: 'Make a tenant and invite its administrator',
  tag,
  access: { kind: 'PLATFORM' },
  body: strict({
    name: line(200),
    adminEmail: Type.Optional(email),
  }),
  response: json(
    shape('NewTenant', {
      tenant,
      invitationUrl: nullable(
        Type.String({ description: 'Link for the administrator; shown once. null without adminEmail' }),
      ),
    }),
    201,
  ),
  errors: ['CONFLICT'],
  audit: ['tenant.created', 'user.invited'],
});

const colour = Type.String({ pattern: '^#[0-9A-Fa-f]{6}$', description: '#RRGGBB' });

export const contrastCheck = shape('ContrastCheck', {
  on: stringOf('Surface that text in this colour stands on, as #RRGGBB'),
  ratio: Type.Number({ minimum: 1, maximum: 21, description: 'WCAG 2 contrast ratio' }),
  required: Type.Number(),
  passes: flag('When false, the nearest passing shade is used on screen and paper'),
  used: colour,
});

export const branding = shape('Branding', {
  tenantId: uuid,
  name: stringOf('As printed on screens and reports'),
  logo: nullable(
    strict({
      contentType: Type.Enum(['image/png', 'image/svg+xml'] as const),
      dataUrl: stringOf('The sanitised image as a data: address'),
      sha256,
      widthPx: Type.Integer({ minimum: 1 }),
      heightPx: Type.Integer({ minimum: 1 }),
    }),
  ),
  colours: strict({ accent: nullable(colour), contrast: Type.Array(contrastCheck) }),
  reportFooter: nullable(string),
  updatedAt: nullable(timestamp),
  version,
});

export const getBranding = operation({
  id: 'getBranding',
  method: 'GET',
  path: '/tenants/{tenantId}/branding',
  summary: 'How the tenant’s screens and reports look',
  tag,
  access: tenantRead(readers, 'read:dashboard'),
  params: strict({ tenantId: uuid }),
  response: versioned(branding),
  errors: ['NOT_FOUND'],
});

export const updateBranding = operation({
  id: 'updateBranding',
  method: 'PATCH',
  path: '/tenants/{tenantId}/branding',
  summary: 'Change how screens and later reports look',
  description: 'Reports made before keep their own look.',
  tag,
  access: tenantWrite(admins, 'write:dashboard'),
  params: strict({ tenantId: uuid }),
  body: strict({
    name: Type.Optional(line(200)),
    logo: Type.Optional(
      nullable(
        Type.String({
          maxLength: 700_000,
          pattern: '^[A-Za-z0-9+/]+={0,2}$',
          description:
            'PNG or SVG in base64, at most 512 KiB; scripts and outside references are taken out. null removes it',
        }),
      ),
    ),
    colours: Type.Optional(strict({ accent: nullable(colour) })),
    reportFooter: Type.Optional(nullable(text(300))),
  }),
  response: versioned(branding),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['tenant.branding-changed'],
});

export const operations = [listTenants, createTenant, getBranding, updateBranding];
