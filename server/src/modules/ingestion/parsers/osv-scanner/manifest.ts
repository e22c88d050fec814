import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'osv-scanner',
  name: 'OSV-Scanner',
  version: 1,
  formats: ['JSON'],
  // The path is the lock file: one package can stand in several.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('results')) return null;
  const results = json.listKeys.get('results');
  if (results !== undefined && hasAll(results, ['source', 'packages']))
    return { confidence: 1, format: 'JSON' };
  const isNamed = ['experimental_config', 'license_summary', 'image_metadata'].some((key) =>
    json.keys.has(key),
  );
  if (isNamed) return { confidence: 0.9, format: 'JSON' };
  // A clean scan of version 1 is {"results": []}, which other tools write too.
  return json.keys.size === 1 && results?.size === 0 ? { confidence: 0.4, format: 'JSON' } : null;
}
