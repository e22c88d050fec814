import type { ArchiveListing } from '../archive.ts';
import { hasAll, jsonHead } from '../mapping/json-head.ts';
import { type TableHeader, tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'defender',
  name: 'Microsoft Defender Vulnerability Management',
  version: 1,
  formats: ['JSON', 'JSONL', 'CSV', 'ZIP'],
  // The id of a record holds the version, which an update to another affected version changes. The matcher is the vendor.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  // Pages of an API: a file may be one of many.
  absence: 'PROVES_NOTHING',
  detect,
  detectArchive,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null) {
    return tableHead(head, isDefenderHeader) === undefined ? null : { confidence: 0.95, format: 'CSV' };
  }
  if (json.root === 'ARRAY') return isRecord(json.itemKeys) ? { confidence: 0.95, format: 'JSON' } : null;
  if (isRecord(json.keys)) return { confidence: 0.95, format: json.sequence ? 'JSONL' : 'JSON' };
  if (!json.keys.has('value')) return null;
  if (isRecord(json.listKeys.get('value') ?? noKeys)) return { confidence: 1, format: 'JSON' };
  const context = json.scalars.get('@odata.context') ?? '';
  return /securitycenter|security\.microsoft/i.test(context) ? { confidence: 0.9, format: 'JSON' } : null;
}

/** JSON documents of machines and of their vulnerabilities, as the API's lists are kept: in a folder each, or in a file each. */
function detectArchive({ entries }: ArchiveListing): Detection | null {
  const has = (list: RegExp) => entries.some(({ name }) => list.test(name));
  const both =
    has(/(?:^|\/)machines?(?:\/[^/]+)?\.json$/i) && has(/(?:^|\/)vulnerabilit[^/]*(?:\/[^/]+)?\.json$/i);
  return both ? { confidence: 0.9, format: 'ZIP' } : null;
}

/** Software of a machine, a CVE of the catalogue, a recommendation, a machine. */
function isRecord(keys: ReadonlySet<string>): boolean {
  const isSoftware = keys.has('cveId') && (keys.has('machineId') || keys.has('deviceId'));
  const isCatalogue = hasAll(keys, ['cvssV3', 'exposedMachines']);
  const isRecommendation = hasAll(keys, ['recommendationName', 'exposedMachinesCount']);
  return isSoftware || isCatalogue || isRecommendation || hasAll(keys, ['computerDnsName', 'healthStatus']);
}

/** Software of devices as advanced hunting exports it, or the portal's recommendations. */
export function isDefenderHeader(header: TableHeader): boolean {
  const isSoftware = header.hasAll('DeviceId', 'CveId') && header.hasAny('SoftwareName', 'ProductName');
  const isRecommendation =
    header.hasAll('Security recommendation') &&
    header.hasAny('Exposed devices', 'Exposed machines', 'Related component', 'Remediation type');
  return isSoftware || isRecommendation;
}
