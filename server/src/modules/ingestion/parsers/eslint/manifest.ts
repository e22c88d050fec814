import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'eslint',
  name: 'ESLint',
  version: 1,
  formats: ['JSON'],
  // Messages are prose: the matcher is the code, where the report holds it, and the place's number among those alike.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  // The formatter "json-with-metadata" wraps the list.
  const entries = json.root === 'ARRAY' ? json.itemKeys : json.listKeys.get('results');
  if (entries === undefined || !hasAll(entries, ['filePath', 'messages'])) return null;
  return { confidence: entries.has('errorCount') ? 1 : 0.8, format: 'JSON' };
}
