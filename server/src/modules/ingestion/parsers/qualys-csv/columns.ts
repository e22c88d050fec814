import { columnKeys, type TableHeader } from '../mapping/table.ts';

/** Names of the same column in reports, scan results and exports of the vulnerability view (VMDR), which differ. */
export const columns = {
  qid: ['QID'],
  title: ['Title', 'Vulnerability Title', 'QID Title'],
  level: ['Severity', 'Severity Level', 'KB Severity'],
  type: ['Type', 'Type Detected', 'Vulnerability Type'],
  status: ['Vuln Status', 'Status', 'Detection Status'],
  ip: ['IP', 'IP Address', 'Asset IPV4', 'IPV4', 'Host IP'],
  ip6: ['Asset IPV6', 'IPV6'],
  dns: ['DNS', 'DNS Hostname', 'DNS Name', 'Host Name', 'Hostname'],
  asset: ['Asset Name'],
  netbios: ['NetBIOS', 'NetBIOS Name'],
  os: ['OS', 'Operating System'],
  port: ['Port'],
  protocol: ['Protocol'],
  fqdn: ['FQDN'],
  instance: ['Instance'],
  seen: ['Last Detected', 'Last Found'],
  cve: ['CVE ID', 'CVE', 'CVEs', 'CVE IDs'],
  vendor: ['Vendor Reference', 'Vendor References'],
  bugtraq: ['Bugtraq ID'],
  base31: ['CVSS3.1 Base', 'CVSSv3.1 Base (nvd)', 'CVSSv3.1 Base', 'CVSS v3.1 Base'],
  base3: ['CVSS3 Base', 'CVSSv3 Base', 'CVSS v3 Base', 'CVSSv3 Base (nvd)'],
  base2: ['CVSS Base', 'CVSS2 Base', 'CVSSv2 Base (nvd)', 'CVSSv2 Base', 'CVSS v2 Base'],
  threat: ['Threat', 'CVE-Description', 'Description'],
  impact: ['Impact'],
  solution: ['Solution'],
  exploits: ['Exploitability'],
  results: ['Results', 'Result'],
  category: ['Category'],
  tags: ['Associated Tags', 'Asset Tags'],
  ignored: ['Ignored'],
  disabled: ['Disabled'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Columns that become a field of the finding; the others are kept as source data. */
export const mappedColumns = columnKeys(...Object.values(columns).flat());

/** Whether a row is the header of one of the exports, and how much it says so; 0 when it is none. */
export function confidenceOfHeader(header: TableHeader): number {
  // Exports of the web application scanner name pages.
  if (!header.hasAll('QID') || header.hasAny('URL', 'Web Application', 'Web Application Name')) return 0;
  if (!header.hasAny(...columns.title)) return 0;
  const isHostReport =
    header.hasAll('IP') && header.hasAny('IP Status', 'NetBIOS', 'Vuln Status', 'PCI Vuln');
  if (isHostReport || header.hasAny('Asset IPV4', 'Asset Id', 'Asset Name', 'KB Severity')) return 0.95;
  return header.hasAny(...columns.level) && header.hasAny(...columns.ip, ...columns.dns) ? 0.8 : 0;
}
