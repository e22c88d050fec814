import { tableHead } from '../mapping/table.ts';
import type { FileHead, ParserManifest } from '../parser.ts';
import { confidenceOfHeader } from './columns.ts';

const manifest: ParserManifest = {
  id: 'nessus-csv',
  name: 'Tenable Nessus (CSV)',
  version: 1,
  formats: ['CSV'],
  // As in a .nessus file; the matcher is the compliance check, or the CVE where an export writes one row for each.
  // The path is that of a page, where a scan of a web application writes pages in place of hosts.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'path', 'matcher'] },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect: (head: FileHead) => {
    const header = tableHead(head, (row) => confidenceOfHeader(row) > 0);
    return header === undefined ? null : { confidence: confidenceOfHeader(header), format: 'CSV' };
  },
};

export default manifest;
