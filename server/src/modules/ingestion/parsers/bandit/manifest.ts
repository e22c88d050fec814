import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'bandit',
  name: 'Bandit',
  version: 1,
  formats: ['JSON'],
  // The matcher is the flagged code: it stays when lines move.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const results = json.listKeys.get('results');
  if (results !== undefined && hasAll(results, ['test_id', 'issue_text']))
    return { confidence: 1, format: 'JSON' };
  if (results !== undefined && results.size > 0) {
    // Before tests had ids.
    return hasAll(results, ['test_name', 'issue_severity']) ? { confidence: 0.9, format: 'JSON' } : null;
  }
  if (json.keys.has('metrics') && json.keys.has('generated_at')) return { confidence: 0.9, format: 'JSON' };
  return null;
}
