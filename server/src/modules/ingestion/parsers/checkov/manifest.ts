import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'checkov',
  name: 'Checkov',
  version: 1,
  formats: ['JSON'],
  // The component is the resource in code or the package; both keep their names when lines move and versions change.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null) return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  if (hasAll(keys, ['check_type', 'results'])) return { confidence: 1, format: 'JSON' };
  // A run without files to check writes its summary alone.
  return hasAll(keys, ['passed', 'failed', 'checkov_version']) ? { confidence: 1, format: 'JSON' } : null;
}
