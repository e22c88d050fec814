import { type TableHeader, tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'prowler-csv',
  name: 'Prowler (CSV)',
  version: 1,
  formats: ['CSV'],
  // The matcher is the region; where version 2 names no resource, the message stands for it.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  return tableHead(head, isProwlerHeader) === undefined ? null : { confidence: 1, format: 'CSV' };
}

/** Version 3 and later; version 2; version 1. */
export function isProwlerHeader(header: TableHeader): boolean {
  return (
    header.hasAll('CHECK_ID', 'CHECK_TITLE', 'STATUS', 'STATUS_EXTENDED') ||
    header.hasAll('TITLE_ID', 'TITLE_TEXT', 'CHECK_RESULT') ||
    header.hasAll('TITLE_ID', 'TITLE_TEXT', 'RESULT', 'NOTES')
  );
}
