import { type TableHeader, tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'wiz',
  name: 'Wiz',
  version: 1,
  formats: ['CSV'],
  // Wiz keeps the id of an issue or a vulnerability from its first scan to its resolution, also when it opens again.
  identity: { version: 1, fields: ['toolUniqueId', 'ruleId', 'target', 'component', 'path'] },
  // Exports are filtered views; what is resolved says so itself.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const header = tableHead(head, (row) => kindOfHeader(row) !== undefined);
  return header === undefined ? null : { confidence: 1, format: 'CSV' };
}

/** Which of the two exports a header row belongs to. */
export function kindOfHeader(header: TableHeader): 'ISSUES' | 'VULNERABILITIES' | undefined {
  const isIssue = header.hasAny('Issue ID', 'Control ID') && header.hasAny('Wiz URL', 'Resource vertex ID');
  if (isIssue && header.hasAll('Title', 'Severity')) return 'ISSUES';
  const named = header.hasAny('Name', 'CVE', 'Vulnerability', 'Vulnerability ID');
  const rated = header.hasAny('Severity', 'Vendor Severity', 'CVSS Severity');
  const wiz = header.hasAny('Wiz URL') || header.hasAll('Finding Status', 'Asset Name');
  const found = header.hasAny(
    'Finding Status',
    'Detailed Name',
    'Detection Method',
    'First Detected',
    'Location Path',
  );
  return named && rated && wiz && found ? 'VULNERABILITIES' : undefined;
}
