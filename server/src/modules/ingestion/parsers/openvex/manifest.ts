import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'openvex',
  name: 'OpenVEX',
  version: 1,
  formats: ['JSON'],
  // A statement is about one version of a product: the next one may be fixed. The matcher is the product as it is named.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'componentVersion', 'matcher'] },
  // A document says what its author knows of some weaknesses, not what else there is.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (/openvex/i.test(json.scalars.get('@context') ?? '')) return { confidence: 1, format: 'JSON' };
  const statements = json.listKeys.get('statements');
  if (statements === undefined || !hasAll(statements, ['vulnerability', 'status'])) return null;
  return { confidence: 0.8, format: 'JSON' };
}
