import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'anchore',
  name: 'Anchore (Engine, Enterprise, anchorectl)',
  version: 1,
  formats: ['JSON'],
  // The matcher is the place of the package without its version, or what a policy check fired on.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const listed = json.root === 'ARRAY' ? json.itemKeys : json.listKeys.get('vulnerabilities');
  if (listed !== undefined && isVulnerability(listed)) return { confidence: 1, format: 'JSON' };
  const { keys } = json;
  const isEmpty =
    keys.has('vulnerabilities') && (keys.has('vulnerability_type') || keys.has('vulnerabilityType'));
  if (isEmpty) return { confidence: 0.95, format: 'JSON' };
  if (/"Gate_Action"/.test(head.text) && /"header"\s*:/.test(head.text))
    return { confidence: 0.95, format: 'JSON' };
  const entries = json.root === 'ARRAY' ? json.itemKeys : keys;
  const isPolicy =
    hasAll(entries, ['finalAction', 'policyId']) || hasAll(entries, ['evaluations', 'evaluatedTag']);
  return isPolicy ? { confidence: 0.9, format: 'JSON' } : null;
}

function isVulnerability(keys: ReadonlySet<string>): boolean {
  if (!keys.has('vuln')) return false;
  return ['feed', 'feed_group', 'feedGroup', 'package_name', 'packageName'].some((key) => keys.has(key));
}
