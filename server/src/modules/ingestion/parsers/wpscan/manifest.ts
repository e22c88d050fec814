import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'wpscan',
  name: 'WPScan',
  version: 1,
  formats: ['JSON'],
  // A plugin keeps its weakness when its version changes to another affected one. The matcher is a user's name, or a number
  // where findings agree in all else.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (hasAll(json.keys, ['interesting_findings', 'target_url'])) return { confidence: 1, format: 'JSON' };
  const named = json.keys.has('banner') && /WPScan|wpscan/.test(head.text.slice(0, 8_192));
  const own = ['target_url', 'effective_url', 'scan_aborted', 'interesting_findings'].some((key) =>
    json.keys.has(key),
  );
  return named && own ? { confidence: 0.9, format: 'JSON' } : null;
}
