import type { ArchiveListing } from '../archive.ts';
import type { Detection, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'generic-xlsx',
  name: 'Generic spreadsheet (XLSX)',
  version: 1,
  formats: ['XLSX'],
  // The same list as generic CSV, so that moving from one form to the other keeps every finding.
  identity: {
    version: 1,
    fields: ['toolUniqueId', 'ruleId', 'target', 'service', 'component', 'path', 'parameter'],
  },
  // A table may be a selection, so absence says nothing.
  absence: 'PROVES_NOTHING',
  detect: () => null,
  detectTable: () => null,
  detectArchive,
};

export default manifest;

/** Any workbook: whether it holds a table of findings is seen when it is read. A tool's own workbook may claim more. */
function detectArchive({ entries }: ArchiveListing): Detection | null {
  const has = (name: string) => entries.some((entry) => entry.name === name);
  const isWorkbook =
    has('[Content_Types].xml') && entries.some(({ name }) => /^xl\/workbook\d*\.xml$/.test(name));
  return isWorkbook ? { confidence: 0.7, format: 'XLSX' } : null;
}
