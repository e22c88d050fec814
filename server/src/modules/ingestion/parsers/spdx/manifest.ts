import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'spdx',
  name: 'SPDX (software bill of materials)',
  version: 1,
  formats: ['JSON', 'TEXT'],
  // The matcher is the kind of reference: an advisory and the fix of the same weakness are two statements.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  // An inventory may name weaknesses; it is no check for them.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  if (/^\s*(?:#[^\n]{0,500}\n\s*){0,50}SPDXVersion:\s*SPDX-/.test(head.text))
    return { confidence: 1, format: 'TEXT' };
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (json.keys.has('spdxVersion')) return { confidence: 1, format: 'JSON' };
  if (json.keys.has('sbom') && /"spdxVersion"\s*:/.test(head.text)) return { confidence: 1, format: 'JSON' };
  if (/spdx\.org\/rdf/.test(json.scalars.get('@context') ?? '')) return { confidence: 0.9, format: 'JSON' };
  return hasAll(json.keys, ['SPDXID', 'creationInfo']) || hasAll(json.keys, ['SPDXID', 'documentNamespace'])
    ? { confidence: 0.9, format: 'JSON' }
    : null;
}
