import { tableHead } from '../mapping/table.ts';
import type { FileHead, ParserManifest } from '../parser.ts';
import { confidenceOfHeader } from './columns.ts';

const manifest: ParserManifest = {
  id: 'tenable-was-csv',
  name: 'Tenable Web App Scanning (CSV)',
  version: 1,
  formats: ['CSV'],
  // A plugin reports for each page and input.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter'] },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect: (head: FileHead) => {
    const header = tableHead(head, (row) => confidenceOfHeader(row) > 0);
    return header === undefined ? null : { confidence: confidenceOfHeader(header), format: 'CSV' };
  },
};

export default manifest;
