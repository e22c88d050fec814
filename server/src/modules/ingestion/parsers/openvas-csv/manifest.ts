import { tableHead } from '../mapping/table.ts';
import type { FileHead, ParserManifest } from '../parser.ts';
import { isHeader } from './columns.ts';

const manifest: ParserManifest = {
  id: 'openvas-csv',
  name: 'OpenVAS / Greenbone (CSV)',
  version: 1,
  formats: ['CSV'],
  identity: { version: 1, fields: ['ruleId', 'target', 'service'] },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect: (head: FileHead) =>
    tableHead(head, isHeader) === undefined ? null : { confidence: 0.95, format: 'CSV' },
};

export default manifest;
