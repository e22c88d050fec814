import { fieldOfColumn } from '../mapping/generic-fields.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';
import { detectDelimiter } from '../readers/csv/delimiter.ts';

const manifest: ParserManifest = {
  id: 'generic-csv',
  name: 'Generic CSV',
  version: 2,
  formats: ['CSV'],
  // Without a line number: a line moves with every edit. Rows that share everything else need a UniqueId.
  identity: {
    version: 1,
    fields: ['toolUniqueId', 'ruleId', 'target', 'service', 'component', 'path', 'parameter'],
  },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect,
  detectTable: (head) => (isText(head) ? { confidence: 0.9, format: 'CSV' } : null),
};

export default manifest;

/** A header with title and severity; the more of its columns are known, the surer. */
function detect(head: FileHead): Detection | null {
  if (!isText(head)) return null;
  const [header = ''] = head.text.slice(0, 20_000).split(/\r?\n/, 1);
  const columns = header
    .split(detectDelimiter(head.text))
    .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const fields = columns.map(fieldOfColumn);
  if (!fields.includes('title') || !fields.includes('severity')) return null;
  const share = fields.filter((field) => field !== undefined).length / columns.length;
  return { confidence: share >= 0.8 ? 0.9 : 0.4, format: 'CSV' };
}

/** Neither XML nor JSON. */
function isText(head: FileHead): boolean {
  return !/^\s*[<{[]/.test(head.text);
}
