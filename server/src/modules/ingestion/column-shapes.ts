import Type from 'typebox';
import {
  actor,
  countOf,
  line,
  list,
  nullable,
  oneOf,
  shape,
  shareOf,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';
import { genericFields } from './parsers/mapping/generic-fields.ts';
import { reportFormats } from './parsers/parser.ts';

export const columnField = oneOf(genericFields, {
  title: 'ColumnField',
  description: 'Field of the generic format',
});

export const maxMappedColumns = 300;

export const mappedColumns = list(
  strict({
    column: line(200, 'Name of the column; case, spaces and signs do not count. Of JSON a path: asset.host'),
    field: Type.Union([columnField, Type.Null()], { description: 'null keeps the column as it is' }),
  }),
  maxMappedColumns,
);

export const columnMapping = shape('ColumnMapping', {
  id: uuid,
  name: string,
  description: nullable(string),
  columns: mappedColumns,
  createdBy: actor,
  createdAt: timestamp,
  updatedAt: timestamp,
  version,
});

/** The mapping as it was when the job took it. */
export const jobMapping = shape('JobColumnMapping', {
  id: uuid,
  name: string,
  version,
  columns: mappedColumns,
});

export const suggestedColumn = shape('SuggestedColumn', {
  column: string,
  field: nullable(columnField),
  confidence: shareOf('How sure the suggestion is; 0 without a field'),
  reason: stringOf('Why; empty without a field'),
  samples: Type.Array(string, { description: 'At most three values, cut' }),
});

export const columnSuggestion = shape('ColumnSuggestion', {
  tool: stringOf('Parser that would read the table, for example generic-csv'),
  format: oneOf(reportFormats),
  rowsSeen: countOf('Rows that were looked at'),
  columns: Type.Array(suggestedColumn),
  lacks: nullable(stringOf('What the suggestion still needs before it can be saved')),
  saved: Type.Array(
    strict({
      id: uuid,
      name: string,
      found: countOf('Columns of the mapping that the table has'),
      missing: countOf('Columns of the mapping that the table does not have'),
    }),
    { description: 'Saved mappings that fit the table, best first, at most 10' },
  ),
});
