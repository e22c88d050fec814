import { hasAll, jsonHead } from '../mapping/json-head.ts';
import { type TableHeader, tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'cloudsploit',
  name: 'CloudSploit',
  version: 1,
  formats: ['JSON', 'CSV'],
  // The matcher is the region: many checks give one result for each region and name no resource.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null) {
    return tableHead(head, isCloudSploitHeader) === undefined ? null : { confidence: 0.8, format: 'CSV' };
  }
  if (json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : (json.listKeys.get('results') ?? new Set<string>());
  const isResult = hasAll(keys, ['plugin', 'category', 'title', 'region', 'status']);
  return isResult ? { confidence: 1, format: 'JSON' } : null;
}

export function isCloudSploitHeader(header: TableHeader): boolean {
  return (
    header.hasAll('category', 'title', 'resource', 'region', 'message') &&
    header.hasAny('status', 'statusWord')
  );
}
