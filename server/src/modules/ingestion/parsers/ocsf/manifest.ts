import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'ocsf',
  name: 'OCSF findings (Prowler and others)',
  version: 1,
  formats: ['JSON', 'JSONL'],
  // The schema keeps finding_info.uid from the event that creates a finding to the one that closes it.
  identity: { version: 1, fields: ['toolUniqueId', 'ruleId', 'target', 'component'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  if (json.root === 'ARRAY') return isOcsf(json.itemKeys) ? { confidence: 1, format: 'JSON' } : null;
  if (isOcsf(json.keys)) return { confidence: 1, format: json.sequence ? 'JSONL' : 'JSON' };
  const inList = ['Findings', 'findings', 'events'].some((name) => isOcsf(json.listKeys.get(name) ?? noKeys));
  return inList ? { confidence: 1, format: 'JSON' } : null;
}

const noKeys: ReadonlySet<string> = new Set();
const findingKeys = ['finding_info', 'finding_info_list', 'finding', 'vulnerabilities', 'compliance'];

function isOcsf(keys: ReadonlySet<string>): boolean {
  if (!hasAll(keys, ['class_uid', 'metadata'])) return false;
  return keys.has('category_uid') || keys.has('type_uid') || findingKeys.some((key) => keys.has(key));
}
