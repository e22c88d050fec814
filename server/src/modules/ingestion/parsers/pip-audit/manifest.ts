import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'pip-audit',
  name: 'pip-audit',
  version: 1,
  formats: ['JSON'],
  // Without the version: a package keeps its weakness until a version without it is installed.
  identity: { version: 1, fields: ['ruleId', 'target', 'component'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const entries = json.root === 'ARRAY' ? json.itemKeys : json.listKeys.get('dependencies');
  if (entries !== undefined && hasAll(entries, ['name', 'vulns'])) return { confidence: 1, format: 'JSON' };
  const { keys } = json;
  const empty = json.root === 'OBJECT' && hasAll(keys, ['dependencies', 'fixes']) && keys.size === 2;
  return empty && (entries?.size ?? 0) === 0 ? { confidence: 0.8, format: 'JSON' } : null;
}
