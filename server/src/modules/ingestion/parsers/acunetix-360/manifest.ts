import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'acunetix-360',
  name: 'Acunetix 360, Invicti and Netsparker Enterprise',
  version: 1,
  formats: ['JSON'],
  // `LookupId` is kept by one installation only, so identity does not rest on it.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const itemKeys = ['LookupId', 'Certainty', 'RemedialProcedure', 'HttpRequest', 'Classification'];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !hasAll(json.keys, ['Target', 'Vulnerabilities'])) return null;
  const items = json.listKeys.get('Vulnerabilities');
  const known = itemKeys.filter((key) => items?.has(key) === true).length;
  if (known >= 2) return { confidence: 1, format: 'JSON' };
  const isEmpty = items === undefined || items.size === 0;
  return isEmpty && json.keys.has('Generated') ? { confidence: 0.8, format: 'JSON' } : null;
}
