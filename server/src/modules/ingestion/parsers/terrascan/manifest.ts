import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'terrascan',
  name: 'Terrascan',
  version: 1,
  formats: ['JSON'],
  // The component is the resource in code, or the package in an image; the matcher tells uses of one module apart.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

/** Everything stands inside "results", so the text of the head is asked for the names below it. */
function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('results') || json.listKeys.has('results')) return null;
  const has = (name: string) => head.text.includes(`"${name}"`);
  if (has('policies_validated') && has('violations')) return { confidence: 1, format: 'JSON' };
  const isRule = has('rule_name') && has('rule_id') && has('category');
  return isRule && (has('violations') || has('passed_rules')) ? { confidence: 0.95, format: 'JSON' } : null;
}
