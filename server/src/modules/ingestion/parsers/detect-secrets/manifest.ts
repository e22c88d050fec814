import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'detect-secrets',
  name: 'detect-secrets',
  version: 1,
  formats: ['JSON'],
  // The matcher is the tool's own hash of the secret: it stays when lines move.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (hasAll(json.keys, ['results', 'plugins_used'])) return { confidence: 1, format: 'JSON' };
  const begun = json.keys.has('plugins_used') || json.keys.has('filters_used');
  return begun ? { confidence: 0.8, format: 'JSON' } : null;
}
