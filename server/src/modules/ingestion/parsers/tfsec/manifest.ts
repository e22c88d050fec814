import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'tfsec',
  name: 'tfsec',
  version: 1,
  formats: ['JSON'],
  // The component is the resource in code; where old versions name none, the matcher tells results of one file apart.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.listKeys.get('results');
  if (keys?.has('rule_id') !== true || !keys.has('location')) return null;
  const own = ['long_id', 'rule_description', 'rule_provider', 'legacy_rule_id'].some((key) => keys.has(key));
  return own ? { confidence: 1, format: 'JSON' } : null;
}
