import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'kubescape',
  name: 'Kubescape',
  version: 1,
  formats: ['JSON'],
  // A control has one outcome for each resource.
  identity: { version: 1, fields: ['ruleId', 'target'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const results = json.listKeys.get('results') ?? new Set<string>();
  if (hasAll(results, ['resourceID', 'controls'])) return { confidence: 1, format: 'JSON' };
  // The summary of a large cluster fills the head.
  const isPosture =
    json.keys.has('summaryDetails') && (json.keys.has('generationTime') || json.keys.has('clusterName'));
  return isPosture || hasAll(json.keys, ['summaryDetails', 'results'])
    ? { confidence: 0.95, format: 'JSON' }
    : null;
}
