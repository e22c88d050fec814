import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'sslyze',
  name: 'SSLyze',
  version: 1,
  formats: ['JSON'],
  // A rule states one thing of one server; the matcher numbers the certificates of a server that has several.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('server_scan_results')) return null;
  const named = json.keys.has('sslyze_version') || json.keys.has('sslyze_url');
  return { confidence: named ? 1 : 0.9, format: 'JSON' };
}
