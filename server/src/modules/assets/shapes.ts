import Type from 'typebox';
import {
  count,
  money,
  nullable,
  oneOf,
  person,
  severityCounts,
  shape,
  shareOf,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';

export const assetKinds = [
  'HOST',
  'SERVICE',
  'COMPONENT',
  'APPLICATION',
  'CONTAINER_IMAGE',
  'REPOSITORY',
  'CLOUD_RESOURCE',
  'DATA_STORE',
  'NETWORK',
  'PERSON',
  'VENDOR',
  'OTHER',
] as const;
export const assetKind = oneOf(assetKinds, { title: 'AssetKind' });

export const criticality = Type.Integer({
  minimum: 1,
  maximum: 5,
  description: '1 little matters to 5 crown jewel',
});

export const exposure = oneOf(['INTERNET', 'PARTNER', 'INTERNAL', 'ISOLATED', 'UNKNOWN'], {
  title: 'Exposure',
});
export const dataClass = oneOf(['PUBLIC', 'INTERNAL', 'CONFIDENTIAL', 'PERSONAL', 'RESTRICTED', 'UNKNOWN'], {
  title: 'DataClass',
});

export const assetRef = shape('AssetRef', { id: uuid, name: string, criticality });

export const identifierKind = oneOf(['HOSTNAME', 'IP', 'MAC', 'ORIGIN', 'REFERENCE', 'PURL', 'CLOUD_ID'], {
  title: 'IdentifierKind',
});

export const asset = shape('Asset', {
  id: uuid,
  name: string,
  kind: assetKind,
  criticality,
  exposure,
  dataClass,
  owner: nullable(person),
  businessValue: nullable(money),
  description: nullable(string),
  tags: Type.Array(string),
  identifiers: Type.Array(strict({ kind: identifierKind, value: string }), {
    description: 'What reports know it by; at most 50 are listed',
  }),
  operatingSystem: nullable(string),
  openBySeverity: severityCounts,
  openTotal: count,
  kevOpen: count,
  slaBreached: count,
  source: oneOf(['FOUND', 'ADDED'], 'FOUND on the way by an import, ADDED by a person or client'),
  lastSeenAt: nullable(timestamp),
  createdAt: timestamp,
  updatedAt: timestamp,
  version,
});

export const relationshipTypes = [
  'RUNS_ON',
  'PART_OF',
  'CONNECTS_TO',
  'DEPENDS_ON',
  'STORES',
  'AUTHENTICATES_TO',
  'ADMINISTERS',
  'PROVIDED_BY',
] as const;
export const relationshipType = oneOf(relationshipTypes, { title: 'RelationshipType' });

export const relationship = shape('AssetRelationship', {
  id: uuid,
  from: assetRef,
  to: assetRef,
  type: relationshipType,
  weight: shareOf('Chance that who holds `from` reaches `to`'),
  note: nullable(string),
  source: stringOf('Who states it: a tool, or USER'),
  createdAt: timestamp,
  updatedAt: timestamp,
});
