import Type from 'typebox';
import {
  actor,
  boolean,
  count,
  line,
  list,
  nullable,
  oneOf,
  shape,
  strict,
  string,
  text,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';
import { authority, jobState } from './shapes.ts';

export const scopeTargetKind = oneOf(
  ['HOST', 'NETWORK', 'DOMAIN', 'APPLICATION', 'IMAGE', 'REPOSITORY', 'CLOUD_ACCOUNT'],
  {
    title: 'ScopeTargetKind',
  },
);

export const scopeTargets = list(
  strict({
    kind: scopeTargetKind,
    value: line(500, 'Host name, address, CIDR block, domain, origin, image or repository'),
    excluded: Type.Optional(boolean),
  }),
  5_000,
);

export const standingAuthorityInput = strict({
  tool: line(60, 'Jobs of this parser only'),
  maxClose: Type.Integer({
    minimum: 0,
    maximum: 1_000_000,
    description: 'A job that would close more waits for a person',
  }),
  expiresAt: timestamp,
  note: Type.Optional(text(2_000)),
});

export const brakeInput = strict({
  count: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'Closing fewer asks nobody' }),
  share: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Closing no more than this share of what is open in the scope asks nobody',
  }),
});

export const scopeKey = shape('ScopeKey', {
  id: uuid,
  key: string,
  name: string,
  kind: oneOf(['NETWORK', 'APPLICATION', 'CODE', 'IMAGES', 'CLOUD', 'MIXED']),
  description: nullable(string),
  targets: Type.Array(strict({ kind: scopeTargetKind, value: string, excluded: boolean })),
  authority: nullable(authority),
  standingAuthority: nullable(
    strict({
      tool: string,
      maxClose: count,
      note: nullable(string),
      approvedBy: actor,
      approvedAt: timestamp,
      expiresAt: timestamp,
    }),
  ),
  massClose: nullable(brakeInput),
  lastJob: nullable(strict({ id: uuid, state: jobState, tool: nullable(string), createdAt: timestamp })),
  openVulnerabilities: count,
  assets: count,
  createdBy: actor,
  createdAt: timestamp,
  updatedAt: timestamp,
  version,
});
