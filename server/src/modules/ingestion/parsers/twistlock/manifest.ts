import { hasAll, jsonHead } from '../mapping/json-head.ts';
import { type TableHeader, tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'twistlock',
  name: 'Prisma Cloud Compute (Twistlock)',
  version: 1,
  formats: ['JSON', 'CSV'],
  // A package keeps its weakness from version to version. The matcher is the cause of a compliance issue, a file for example.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();
const ownKeys = [
  'vulnerabilityDistribution',
  'complianceDistribution',
  'vulnerabilityScanPassed',
  'complianceScanPassed',
  'complianceIssues',
  'vulnerabilitiesCount',
];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null) {
    return tableHead(head, isTwistlockHeader) === undefined ? null : { confidence: 0.95, format: 'CSV' };
  }
  if (json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : (json.listKeys.get('results') ?? noKeys);
  if (ownKeys.some((key) => keys.has(key))) return { confidence: 1, format: 'JSON' };
  const isOld =
    hasAll(keys, ['id', 'distro', 'vulnerabilities']) || hasAll(keys, ['entityInfo', 'vulnerabilities']);
  if (isOld) return { confidence: 0.9, format: 'JSON' };
  return hasAll(json.keys, ['results', 'consoleURL']) ? { confidence: 0.9, format: 'JSON' } : null;
}

/** Images, hosts, functions and code repositories share these columns. */
export function isTwistlockHeader(header: TableHeader): boolean {
  const isVulnerabilities = header.hasAll('CVE ID', 'Severity', 'Packages', 'Package Version');
  const isCompliance = header.hasAll('Compliance ID', 'Severity');
  const ours = header.hasAny('Compliance ID', 'Risk Factors', 'Fix Status', 'Source Package');
  return (
    (isVulnerabilities || isCompliance) &&
    ours &&
    header.hasAny('Distro', 'Repository', 'Hostname', 'Hosts', 'Id')
  );
}
