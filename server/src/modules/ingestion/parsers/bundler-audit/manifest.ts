import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'bundler-audit',
  name: 'bundler-audit',
  version: 1,
  formats: ['JSON'],
  // Without the version: a gem keeps its weakness until a version without it is used.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const results = json.listKeys.get('results') ?? noKeys;
  if (results.has('type') && (hasAll(results, ['gem', 'advisory']) || results.has('source'))) {
    const typed = /"type"\s*:\s*"(?:unpatched_gem|insecure_source)"/.test(head.text);
    return { confidence: typed ? 1 : 0.5, format: 'JSON' };
  }
  const empty =
    results.size === 0 && hasAll(json.keys, ['version', 'created_at', 'results']) && json.keys.size === 3;
  return empty ? { confidence: 0.8, format: 'JSON' } : null;
}
