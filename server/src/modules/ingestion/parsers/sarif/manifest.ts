import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'sarif',
  name: 'SARIF 2.1.0 (any tool)',
  version: 1,
  formats: ['JSON'],
  // The matcher is the tool's own fingerprint, else the code itself; line numbers only where a report has nothing better.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root !== 'OBJECT') return null;
  const schema = json.scalars.get('$schema') ?? '';
  if (/sarif/i.test(schema)) return { confidence: 1, format: 'JSON' };
  if (!json.keys.has('runs')) return null;
  return { confidence: json.scalars.get('version')?.startsWith('"2.1') === true ? 1 : 0.7, format: 'JSON' };
}
