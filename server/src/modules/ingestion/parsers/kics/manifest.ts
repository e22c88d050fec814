import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'kics',
  name: 'KICS',
  version: 1,
  formats: ['JSON'],
  // The matcher is the key that KICS searched for and its value: the place in the code without its line.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (json.keys.has('kics_version')) return { confidence: 1, format: 'JSON' };
  if (hasAll(json.keys, ['queries_total', 'files_scanned'])) return { confidence: 0.95, format: 'JSON' };
  const queries = json.listKeys.get('queries') ?? new Set<string>();
  return hasAll(queries, ['query_name', 'query_id', 'files']) ? { confidence: 0.9, format: 'JSON' } : null;
}
