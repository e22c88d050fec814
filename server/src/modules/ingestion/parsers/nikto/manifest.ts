import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'nikto',
  name: 'Nikto',
  version: 1,
  formats: ['XML', 'JSON', 'CSV'],
  // One check reports several headers or cookies of one page: the matcher is their name, or the place in the order.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const hostKeys = ['host', 'ip', 'port', 'vulnerabilities'];

function detect(head: FileHead): Detection | null {
  if (/<niktoscan[\s>]/.test(head.text.slice(0, 4_096))) return { confidence: 1, format: 'XML' };
  if (/^\s*"?Nikto - v[\d.]+/.test(head.text)) return { confidence: 1, format: 'CSV' };
  const json = jsonHead(head);
  if (json?.root === 'ARRAY') {
    return hasAll(json.itemKeys, [...hostKeys, 'banner']) ? { confidence: 0.9, format: 'JSON' } : null;
  }
  if (json?.root !== 'OBJECT' || !hasAll(json.keys, hostKeys)) return null;
  const items = json.listKeys.get('vulnerabilities');
  const named = items !== undefined && hasAll(items, ['id', 'msg']);
  return named || json.keys.has('banner') ? { confidence: 0.9, format: 'JSON' } : null;
}
