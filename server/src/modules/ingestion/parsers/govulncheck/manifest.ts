import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'govulncheck',
  name: 'govulncheck',
  version: 1,
  // Messages stand one after the other, each over several lines; before version 1.0 it was one document.
  formats: ['JSON', 'JSONL'],
  // The matcher is how deep the code reaches into the module: required, imported, or the function that is called.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const config = /^\s*\{\s*"config"\s*:\s*\{[^{}]{0,2000}"(?:protocol_version|scanner_name)"/.test(head.text);
  if (config) return { confidence: 1, format: 'JSON' };
  if (json.listKeys.get('Vulns')?.has('OSV')) return { confidence: 1, format: 'JSON' };
  if (hasAll(json.keys, ['Calls', 'Imports', 'Requires'])) return { confidence: 0.9, format: 'JSON' };
  // A part of the stream, without its first message.
  const message = /^\s*\{\s*"finding"\s*:\s*\{\s*"osv"\s*:\s*"GO-\d{4}-/.test(head.text);
  return message ? { confidence: 0.9, format: 'JSON' } : null;
}
