import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import {
  count,
  flag,
  line,
  list,
  money,
  nullable,
  page,
  pageQuery,
  several,
  severity,
  shape,
  shareOf,
  sortBy,
  strict,
  tag as tagWord,
  text,
  uuid,
} from '../../kernel/schema.ts';
import { blastRadius, bounds } from './graph/shapes.ts';
import {
  asset,
  assetKind,
  assetKinds,
  criticality,
  dataClass,
  exposure,
  identifierKind,
  relationship,
  relationshipType,
} from './shapes.ts';

const tag = 'assets';

export const listAssets = operation({
  id: 'listAssets',
  method: 'GET',
  path: '/assets',
  summary: 'Inventory',
  tag,
  access: tenantRead(readers, 'read:assets'),
  query: strict({
    ...pageQuery,
    kind: several(assetKind, assetKinds.length),
    criticality: several(criticality, 5),
    exposure: several(exposure, 5),
    dataClass: several(dataClass, 6),
    ownerId: several(uuid, 50),
    unowned: Type.Optional(flag('Only assets without an owner')),
    tag: several(tagWord, 20, 'With all of these'),
    severity: several(severity, 5, 'With an open vulnerability of one of these'),
    kev: Type.Optional(flag('With an open known exploited vulnerability')),
    q: Type.Optional(line(200, 'Part of a name or identifier')),
    sort: sortBy(['name', 'criticality', 'openTotal', 'lastSeenAt', 'createdAt'], '-openTotal'),
  }),
  response: json(page(asset)),
});

const identifiers = list(strict({ kind: identifierKind, value: line(500) }), 50);

const assetFields = {
  criticality: Type.Optional(criticality),
  exposure: Type.Optional(exposure),
  dataClass: Type.Optional(dataClass),
  ownerId: Type.Optional(nullable(uuid)),
  businessValue: Type.Optional(nullable(money)),
  description: Type.Optional(nullable(text(4_000))),
  tags: Type.Optional(list(tagWord, 50)),
  identifiers: Type.Optional(identifiers),
};

export const createAsset = operation({
  id: 'createAsset',
  method: 'POST',
  path: '/assets',
  summary: 'Add an asset',
  description: 'Default criticality is 3. An identifier belongs to one asset; a taken one is a CONFLICT.',
  tag,
  access: tenantWrite(admins, 'write:assets'),
  body: strict({ name: line(300), kind: assetKind, ...assetFields }),
  response: versioned(asset, 201),
  errors: ['CONFLICT'],
  audit: ['asset.created'],
});

export const getAsset = operation({
  id: 'getAsset',
  method: 'GET',
  path: '/assets/{assetId}',
  summary: 'One asset',
  tag,
  access: tenantRead(readers, 'read:assets'),
  params: strict({ assetId: uuid }),
  response: versioned(asset),
  errors: ['NOT_FOUND'],
});

export const updateAsset = operation({
  id: 'updateAsset',
  method: 'PATCH',
  path: '/assets/{assetId}',
  summary: 'Change an asset',
  tag,
  access: tenantWrite(admins, 'write:assets'),
  params: strict({ assetId: uuid }),
  body: strict({ name: Type.Optional(line(300)), kind: Type.Optional(assetKind), ...assetFields }),
  response: versioned(asset),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  audit: ['asset.changed'],
});

export const listAssetRelationships = operation({
  id: 'listAssetRelationships',
  method: 'GET',
  path: '/assets/relationships',
  summary: 'How assets hang together',
  tag,
  access: tenantRead(readers, 'read:assets'),
  query: strict({
    ...pageQuery,
    assetId: several(uuid, 50, 'At either end'),
    type: several(relationshipType, 8),
    minWeight: Type.Optional(shareOf('Only stronger ones')),
    sort: sortBy(['weight', 'createdAt'], '-weight'),
  }),
  response: json(page(relationship)),
});

export const upsertAssetRelationships = operation({
  id: 'upsertAssetRelationships',
  method: 'POST',
  path: '/assets/relationships',
  summary: 'Add, change and remove relationships',
  description: 'From, to and type together name a relationship. All or nothing.',
  tag,
  access: tenantWrite(admins, 'write:assets'),
  body: strict({
    relationships: Type.Optional(
      list(
        strict({
          fromId: uuid,
          toId: uuid,
          type: relationshipType,
          weight: Type.Optional(shareOf('Default 0.5')),
          note: Type.Optional(text(500)),
        }),
        1_000,
      ),
    ),
    remove: Type.Optional(list(uuid, 1_000)),
  }),
  response: json(
    shape('RelationshipsChanged', {
      created: count,
      updated: count,
      unchanged: count,
      removed: count,
      items: Type.Array(relationship),
    }),
  ),
  errors: ['NOT_FOUND'],
  audit: ['asset.relationships-changed'],
});

const reach = {
  maxHops: Type.Optional(Type.Integer({ minimum: 1, maximum: bounds.maxHops, description: 'Default 6' })),
  minProbability: Type.Optional(shareOf('Default 0.01')),
  simulationRuns: Type.Optional(
    Type.Integer({ minimum: 0, maximum: bounds.runs, description: 'Default 1000; 0 for none' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: bounds.listed, description: 'Reached assets to list. Default 1000' }),
  ),
};

export const getBlastRadius = operation({
  id: 'getBlastRadius',
  method: 'GET',
  path: '/assets/blast-radius',
  summary: 'What falls if these assets fall',
  tag,
  access: tenantRead(readers, 'read:assets'),
  query: strict({ assetId: Type.Array(uuid, { minItems: 1, maxItems: 50 }), ...reach }),
  response: json(blastRadius),
  errors: ['NOT_FOUND'],
});

export const simulateBlastRadius = operation({
  id: 'simulateBlastRadius',
  method: 'POST',
  path: '/assets/blast-radius',
  summary: 'What if',
  description:
    'Stores nothing. Each entry of `compromised` names one asset, one open vulnerability or one vendor (an asset of kind VENDOR).',
  tag,
  access: tenantWrite(readers, 'read:assets'),
  body: strict({
    compromised: Type.Array(
      strict({
        assetId: Type.Optional(uuid),
        vulnerabilityId: Type.Optional(uuid),
        vendorId: Type.Optional(uuid),
      }),
      { minItems: 1, maxItems: 50 },
    ),
    assume: Type.Optional(
      strict({
        fixedVulnerabilities: Type.Optional(list(uuid, 500)),
        removedRelationships: Type.Optional(list(uuid, 500)),
      }),
    ),
    ...reach,
  }),
  response: json(blastRadius),
  errors: ['NOT_FOUND'],
  audit: { none: 'computes only; nothing is stored' },
});

export const operations = [
  listAssets,
  createAsset,
  getAsset,
  updateAsset,
  listAssetRelationships,
  upsertAssetRelationships,
  getBlastRadius,
  simulateBlastRadius,
];
