import { columnKeys, type TableHeader } from '../mapping/table.ts';

export const columns = {
  ip: ['IP', 'Host IP', 'Host'],
  hostname: ['Hostname', 'Host Name'],
  port: ['Port'],
  transport: ['Port Protocol', 'Protocol'],
  threat: ['Severity', 'Threat'],
  score: ['CVSS', 'CVSS Base'],
  quality: ['QoD'],
  name: ['NVT Name', 'Name', 'Vulnerability'],
  oid: ['NVT OID', 'OID'],
  summary: ['Summary'],
  insight: ['Vulnerability Insight'],
  affected: ['Affected Software/OS'],
  impact: ['Impact'],
  solution: ['Solution'],
  result: ['Specific Result'],
  product: ['Product Detection Result'],
  cve: ['CVEs', 'CVE'],
  bid: ['BIDs'],
  cert: ['CERTs'],
  references: ['Other References', 'References'],
  time: ['Timestamp', 'Date'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Columns that become a field of the finding word for word; the score stays, because it names no version of CVSS. */
const { score: _score, quality: _quality, product: _product, ...mapped } = columns;
export const mappedColumns = columnKeys(...Object.values(mapped).flat());

/** "NVT" is a word of OpenVAS alone. */
export function isHeader(header: TableHeader): boolean {
  return header.hasAny('NVT OID', 'NVT Name') && header.hasAny(...columns.ip, ...columns.hostname);
}
