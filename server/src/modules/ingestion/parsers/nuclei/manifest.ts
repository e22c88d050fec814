import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'nuclei',
  name: 'Nuclei',
  version: 1,
  formats: ['JSONL', 'JSON'],
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'path', 'matcher'] },
  // The output lists matches only: neither the hosts nor the templates that were run without a match.
  absence: 'PROVES_NOTHING',
  emptyFile: 'CLEAN_SCAN',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  const template = keys.has('template-id') || keys.has('templateID');
  if (!template || !keys.has('info')) return null;
  return { confidence: 1, format: json.root === 'ARRAY' ? 'JSON' : 'JSONL' };
}
