import { type Binding, changes, reads, serves } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  createColumnMapping,
  deleteColumnMapping,
  listColumnMappings,
  suggestColumnMapping,
  updateColumnMapping,
} from './column-contract.ts';
import { columnSuggestion } from './column-suggestion.ts';
import { createMapping, deleteMapping, listMappings, updateMapping } from './columns.ts';

export const columnRoutes = (platform: Platform): readonly Binding[] => [
  reads(listColumnMappings, (ctx, { query }) => listMappings(ctx, query)),
  changes(createColumnMapping, (ctx, { body }) => createMapping(ctx, body)),
  changes(updateColumnMapping, (ctx, { params, body, ifMatch }) =>
    updateMapping(ctx, params.mappingId, { body, ifMatch }),
  ),
  changes(deleteColumnMapping, (ctx, { params }) => deleteMapping(ctx, params.mappingId)),
  serves(suggestColumnMapping, (request, { params }) => columnSuggestion(platform, request, params.jobId)),
];
