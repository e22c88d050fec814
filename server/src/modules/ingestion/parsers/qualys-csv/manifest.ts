import { tableHead } from '../mapping/table.ts';
import type { FileHead, ParserManifest } from '../parser.ts';
import { confidenceOfHeader } from './columns.ts';

const manifest: ParserManifest = {
  id: 'qualys-csv',
  name: 'Qualys VM and VMDR (CSV)',
  version: 1,
  formats: ['CSV'],
  // As in the XML report; the matcher is the instance, the virtual host, or the CVE where an export writes one row for each.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect: (head: FileHead) => {
    const header = tableHead(head, (row) => confidenceOfHeader(row) > 0);
    return header === undefined ? null : { confidence: confidenceOfHeader(header), format: 'CSV' };
  },
};

export default manifest;
