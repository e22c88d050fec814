import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'hadolint',
  name: 'Hadolint',
  version: 1,
  formats: ['JSON'],
  // The report shows no code: the matcher is the place's number among those of one rule in one file.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'ARRAY') return null;
  if (!hasAll(json.itemKeys, ['code', 'level', 'line', 'message', 'file'])) return null;
  // ShellCheck writes the same keys, with bare numbers as codes.
  return /"code"\s*:\s*"(?:DL|SC)\d{4}"/.test(head.text) ? { confidence: 1, format: 'JSON' } : null;
}
