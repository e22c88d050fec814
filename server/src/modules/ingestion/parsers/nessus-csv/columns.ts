import { columnKeys, type TableHeader } from '../mapping/table.ts';

/**
 * Names that the same column has in the exports of Nessus, Tenable Vulnerability Management (scan export, then findings
 * export) and Security Center.
 */
export const columns = {
  plugin: ['Plugin ID', 'Plugin', 'definition.id', 'plugin.id'],
  name: ['Name', 'Plugin Name', 'definition.name', 'plugin.name'],
  family: ['Plugin Family', 'Family', 'Plugin Family Name', 'definition.family', 'plugin.family'],
  severity: ['Risk', 'Severity', 'definition.severity', 'Risk Factor'],
  host: ['Host', 'asset.host_name', 'asset.name', 'DNS Name', 'FQDN', 'Asset Name', 'IP Address'],
  name2: ['DNS Name', 'FQDN', 'asset.fqdn', 'asset.host_name', 'asset.display_fqdn'],
  netbios: ['NetBios', 'NetBIOS Name', 'asset.netbios_name'],
  ip: [
    'IP Address',
    'asset.display_ipv4_address',
    'asset.ipv4_addresses',
    'asset.ipv4',
    'asset.ipv6_addresses',
    'IPv4',
    'IPv6',
  ],
  mac: ['MAC Address', 'asset.display_mac_address', 'asset.mac_addresses'],
  os: [
    'OS',
    'Operating System',
    'asset.display_operating_system',
    'asset.operating_systems',
    'asset.operating_system',
  ],
  port: ['Port', 'port.port'],
  protocol: ['Protocol', 'port.protocol'],
  service: ['Service', 'Service Name', 'port.service'],
  cve: ['CVE', 'CVEs', 'definition.cve', 'plugin.cve'],
  cwe: ['CWE', 'definition.cwe'],
  cpe: ['CPE', 'definition.cpe', 'plugin.cpe'],
  description: ['Description', 'definition.description'],
  solution: ['Solution', 'definition.solution', 'Steps to Remediate'],
  seeAlso: ['See Also', 'definition.see_also'],
  output: ['Plugin Output', 'Plugin Text', 'output'],
  crossReferences: ['XREF', 'XREFs', 'Cross References', 'definition.references'],
  bulletins: ['MSKB', 'Microsoft KB'],
  exploit: ['Exploit?', 'Exploit Available', 'definition.exploit_available'],
  exploitKits: [
    'Metasploit',
    'Core Impact',
    'CANVAS',
    'Core Exploits',
    'D2 Elliot',
    'ExploitHub',
    'Exploited by Malware',
  ],
  checkType: ['Check Type', 'Plugin Type', 'definition.type'],
  state: ['Vulnerability State', 'State'],
  accepted: ['Modification', 'risk_modified', 'Accept Risk?', 'Accepted'],
  seen: ['Last Observed', 'Last Found', 'Last Seen', 'last_seen', 'last_found', 'Host End'],
  score2: [
    'CVSS V2 Base Score',
    'CVSS v2.0 Base Score',
    'CVSS2 Base Score',
    'CVSSv2 Base Score',
    'CVSS Base Score',
    'CVSS',
    'definition.cvss2.base_score',
  ],
  vector2: [
    'CVSS V2 Vector',
    'CVSS v2.0 Vector',
    'CVSS2 Vector',
    'CVSSv2 Vector',
    'CVSS Vector',
    'CVSS v2.0 Base Vector',
    'definition.cvss2.base_vector',
  ],
  score3: [
    'CVSS V3 Base Score',
    'CVSS v3.0 Base Score',
    'CVSS3 Base Score',
    'CVSSv3 Base Score',
    'definition.cvss3.base_score',
  ],
  vector3: [
    'CVSS V3 Vector',
    'CVSS v3.0 Vector',
    'CVSS3 Vector',
    'CVSSv3 Vector',
    'CVSS v3.0 Base Vector',
    'definition.cvss3.base_vector',
  ],
  score4: [
    'CVSS V4 Base Score',
    'CVSS v4.0 Base Score',
    'CVSS4 Base Score',
    'CVSSv4 Base Score',
    'definition.cvss4.base_score',
  ],
  vector4: [
    'CVSS V4 Vector',
    'CVSS v4.0 Vector',
    'CVSS4 Vector',
    'CVSSv4 Vector',
    'CVSS v4.0 Base Vector',
    'definition.cvss4.base_vector',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Columns that become a field of the finding word for word; the others are kept as source data. */
const { exploitKits: _kits, ...mapped } = columns;
export const mappedColumns = columnKeys(...Object.values(mapped).flat());

/** Whether a row is the header of one of the exports, and how much it says so; 0 when it is none. */
export function confidenceOfHeader(header: TableHeader): number {
  // Exports of the web application scanner name pages and have a parser of their own.
  if (header.hasAny('URI', 'URL')) return 0;
  const words = header.hasAny('Synopsis', 'Plugin Output', 'Solution', 'See Also');
  if (header.hasAll('Plugin ID', 'Name', 'Host') && header.hasAny('Risk', 'Severity', 'CVSS'))
    return words ? 0.95 : 0.8;
  if (header.hasAll('Plugin', 'Plugin Name') && header.hasAny('IP Address', 'DNS Name', 'NetBIOS Name'))
    return 0.95;
  if (header.hasAll('Plugin ID', 'Plugin Name') && header.hasAny('IP Address', 'Host', 'Asset Name', 'FQDN'))
    return 0.8;
  const isFindingsExport = header.hasAll('definition.id', 'definition.name');
  return isFindingsExport && header.hasAny('asset.name', 'asset.id', 'asset.host_name') ? 0.95 : 0;
}
