import Type from 'typebox';
import { operation, sessionOnly, tenantRead, versioned } from '../../kernel/operation.ts';
import { admins, readers } from '../../kernel/roles.ts';
import { actor, nullable, shape, strict, timestamp, version } from '../../kernel/schema.ts';
import { brakeInput } from './scope-shapes.ts';

const tag = 'ingestion';
const path = '/report-ingestion/settings';

const rawFileDays = Type.Integer({
  minimum: 1,
  maximum: 36_500,
  description: 'Days after the last change of the last job that used a file until its bytes are deleted',
});

export const ingestionSettings = shape('IngestionSettings', {
  massClose: brakeInput,
  rawFileDays: Type.Union([rawFileDays, Type.Null()], {
    description: 'null: raw reports are kept. Hashes, findings and receipts always are',
  }),
  updatedAt: nullable(timestamp),
  updatedBy: nullable(actor),
  version,
});

export const getIngestionSettings = operation({
  id: 'getIngestionSettings',
  method: 'GET',
  path,
  summary: 'When closing many needs a person, and how long raw reports are kept',
  tag,
  access: tenantRead(readers, 'read:ingestion'),
  response: versioned(ingestionSettings),
});

export const updateIngestionSettings = operation({
  id: 'updateIngestionSettings',
  method: 'PATCH',
  path,
  summary: 'Change the brake and the retention of raw reports',
  description:
    'A scope key may have a brake of its own. A shorter `rawFileDays` deletes what is older at once; what was deleted does not come back.',
  tag,
  access: sessionOnly(admins),
  body: strict({
    massClose: Type.Optional(brakeInput),
    rawFileDays: Type.Optional(nullable(rawFileDays)),
  }),
  response: versioned(ingestionSettings),
  errors: ['PRECONDITION_FAILED'],
  audit: ['ingestion-settings.changed'],
});

export const settingsOperations = [getIngestionSettings, updateIngestionSettings];
