import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'csaf-vex',
  name: 'CSAF (security advisory and VEX)',
  version: 1,
  formats: ['JSON'],
  // A status is about one version of a product: the next one may be fixed. The matcher is version and architecture of the
  // product that holds the component.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'componentVersion', 'matcher'] },
  // A document says what its publisher knows of some weaknesses, not what else there is.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('document')) return null;
  if (/"csaf_version"\s*:\s*"2\./.test(head.text)) return { confidence: 1, format: 'JSON' };
  return hasAll(json.keys, ['product_tree', 'vulnerabilities']) ? { confidence: 0.8, format: 'JSON' } : null;
}
