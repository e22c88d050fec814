import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'gosec',
  name: 'gosec',
  version: 1,
  formats: ['JSON'],
  // The matcher is the flagged code without its line numbers: it stays when lines move.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const issues = json.listKeys.get('Issues');
  if (issues !== undefined && hasAll(issues, ['rule_id', 'details']))
    return { confidence: 1, format: 'JSON' };
  if (json.keys.has('Golang errors')) return { confidence: 0.95, format: 'JSON' };
  return hasAll(json.keys, ['Issues', 'Stats']) && (issues?.size ?? 0) === 0
    ? { confidence: 0.8, format: 'JSON' }
    : null;
}
