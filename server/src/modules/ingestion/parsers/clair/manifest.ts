import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'clair',
  name: 'Clair (version 2 and 4, clair-scanner, Klar, Quay)',
  version: 1,
  formats: ['JSON'],
  // The matcher is the package database: one package can be in several.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const { keys } = json;
  const listed = json.listKeys.get('vulnerabilities');
  if (listed !== undefined && hasAll(listed, ['featurename', 'vulnerability']))
    return { confidence: 1, format: 'JSON' };
  const version4 = ['package_vulnerabilities', 'manifest_hash', 'environments', 'distributions'];
  if (version4.filter((key) => keys.has(key)).length >= 2) return { confidence: 1, format: 'JSON' };
  if (keys.has('LayerCount') && keys.has('Vulnerabilities')) return { confidence: 0.95, format: 'JSON' };
  if (hasAll(keys, ['unapproved', 'vulnerabilities'])) return { confidence: 0.9, format: 'JSON' };
  const isLayer = keys.has('Layer') || (keys.has('data') && /"Layer"\s*:\s*\{/.test(head.text));
  const hasFeatures = /"(?:Features|NamespaceName|IndexedByVersion)"\s*:/.test(head.text);
  return isLayer && hasFeatures ? { confidence: 0.95, format: 'JSON' } : null;
}
