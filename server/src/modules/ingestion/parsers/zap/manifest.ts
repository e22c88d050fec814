import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'zap',
  name: 'ZAP (Zed Attack Proxy)',
  version: 1,
  formats: ['XML', 'JSON'],
  // One alert per site: more pages showing it are more locations of the same finding, not new ones.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  if (/<OWASPZAPReport[\s>]/.test(head.text.slice(0, 4_096))) return { confidence: 1, format: 'XML' };
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('site')) return null;
  const named = /zap/i.test(json.scalars.get('@programName') ?? '');
  if (named) return { confidence: 1, format: 'JSON' };
  return json.keys.has('@version') && json.keys.has('@generated')
    ? { confidence: 0.9, format: 'JSON' }
    : null;
}
