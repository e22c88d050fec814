import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'dockle',
  name: 'Dockle',
  version: 1,
  formats: ['JSON'],
  identity: { version: 1, fields: ['ruleId', 'target'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !hasAll(json.keys, ['summary', 'details'])) return null;
  const details = json.listKeys.get('details');
  if (details !== undefined && hasAll(details, ['code', 'level', 'alerts']))
    return { confidence: 1, format: 'JSON' };
  const counts = /"summary"\s*:\s*\{[^{}]{0,200}"fatal"/.test(head.text);
  return counts ? { confidence: 0.9, format: 'JSON' } : null;
}
