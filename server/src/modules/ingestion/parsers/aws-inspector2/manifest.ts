import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'aws-inspector2',
  name: 'Amazon Inspector',
  version: 1,
  formats: ['JSON', 'JSONL'],
  // The matcher is the range of ports that the network reaches; a package keeps its weakness from version to version.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  // Pages and filtered reports; what is closed says so itself.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  if (json.root === 'ARRAY') return isFinding(json.itemKeys) ? { confidence: 1, format: 'JSON' } : null;
  if (isFinding(json.listKeys.get('findings') ?? noKeys)) return { confidence: 1, format: 'JSON' };
  const isEvent = hasAll(json.keys, ['detail-type', 'detail']) && head.text.includes('"aws.inspector2"');
  return isEvent || isFinding(json.keys) ? { confidence: 1, format: json.sequence ? 'JSONL' : 'JSON' } : null;
}

function isFinding(keys: ReadonlySet<string>): boolean {
  return hasAll(keys, ['findingArn', 'awsAccountId']) && (keys.has('type') || keys.has('severity'));
}
