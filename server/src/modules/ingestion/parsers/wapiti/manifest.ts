import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'wapiti',
  name: 'Wapiti',
  version: 1,
  formats: ['JSON', 'XML'],
  // The category names the check. The matcher is the software that an entry identifies, else a number where entries agree.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const text = head.text.slice(0, 8_192);
  if (/<report\s[^>]{0,200}\btype="security"/.test(text) && /<report_infos>/.test(text)) {
    return { confidence: /wapiti/i.test(text) ? 1 : 0.9, format: 'XML' };
  }
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (hasAll(json.keys, ['classifications', 'vulnerabilities'])) return { confidence: 0.95, format: 'JSON' };
  // The classifications alone may fill the head.
  const isLong = json.keys.has('classifications') && /"desc":/.test(text) && /"sol":/.test(text);
  if (isLong && !head.complete) return { confidence: 0.9, format: 'JSON' };
  return hasAll(json.keys, ['infos', 'vulnerabilities', 'anomalies'])
    ? { confidence: 0.95, format: 'JSON' }
    : null;
}
