import { hasAll, jsonHead } from '../mapping/json-head.ts';
import { tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'testssl',
  name: 'testssl.sh',
  version: 1,
  formats: ['JSON', 'CSV'],
  // An id occurs once per host and port; the matcher numbers what a host with several addresses repeats.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const entryKeys = ['id', 'ip', 'port', 'severity', 'finding'];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root === 'ARRAY')
    return hasAll(json.itemKeys, entryKeys) ? { confidence: 1, format: 'JSON' } : null;
  if (json?.root === 'OBJECT') {
    const own = ['Invocation', 'openssl', 'startTime', 'at'].some((key) => json.keys.has(key));
    return json.keys.has('scanResult') && own ? { confidence: 1, format: 'JSON' } : null;
  }
  const table = tableHead(head, (header) => header.hasAll('id', 'fqdn/ip', 'port', 'severity', 'finding'));
  return table === undefined ? null : { confidence: 1, format: 'CSV' };
}
