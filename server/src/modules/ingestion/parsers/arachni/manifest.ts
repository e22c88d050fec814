import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'arachni',
  name: 'Arachni',
  version: 1,
  formats: ['JSON'],
  // The matcher is the kind of input (form, link, cookie …), with a number where issues agree in all of this.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const issues = json.listKeys.get('issues');
  const known = issues !== undefined && hasAll(issues, ['check', 'vector']);
  if (known && hasAll(json.keys, ['options'])) return { confidence: 1, format: 'JSON' };
  // Options and sitemap stand first and may fill the head.
  const frame =
    hasAll(json.keys, ['version', 'options']) && (json.keys.has('sitemap') || json.keys.has('issues'));
  return frame && /Arachni/i.test(head.text) ? { confidence: 0.9, format: 'JSON' } : null;
}
