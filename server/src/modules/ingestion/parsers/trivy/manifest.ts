import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'trivy',
  name: 'Trivy',
  version: 1,
  formats: ['JSON'],
  // A package keeps its weakness when its version changes to another affected one, so no version. The matcher is the
  // censored match of a secret or the resource of a misconfiguration: both survive lines moving.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const clusterSections = ['Vulnerabilities', 'Misconfigurations', 'Resources', 'Findings'];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null) return null;
  if (json.root === 'SCALAR') return { confidence: 0.3, format: 'JSON' };
  if (json.root === 'ARRAY') {
    const legacy =
      json.itemKeys.has('Target') && (json.itemKeys.has('Type') || json.itemKeys.has('Vulnerabilities'));
    return legacy ? { confidence: 0.9, format: 'JSON' } : null;
  }
  if (hasAll(json.keys, ['SchemaVersion', 'ArtifactName'])) return { confidence: 1, format: 'JSON' };
  const cluster = json.keys.has('ClusterName') && clusterSections.some((name) => json.keys.has(name));
  return cluster ? { confidence: 0.95, format: 'JSON' } : null;
}
