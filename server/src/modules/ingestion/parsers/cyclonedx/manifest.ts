import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'cyclonedx',
  name: 'CycloneDX (SBOM and VEX)',
  version: 2,
  formats: ['JSON', 'XML'],
  // Without the component's version: the weakness stays the same one until a version without it is used.
  // Version 2: the target is the described thing without its version.
  identity: { version: 2, fields: ['ruleId', 'target', 'component'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  if (/<(?:[\w.-]{1,40}:)?bom\s[^>]{0,2000}cyclonedx\.org\/schema\/bom/.test(head.text.slice(0, 8_192))) {
    return { confidence: 1, format: 'XML' };
  }
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (/"CycloneDX"/i.test(json.scalars.get('bomFormat') ?? '')) return { confidence: 1, format: 'JSON' };
  return /cyclonedx/i.test(json.scalars.get('$schema') ?? '') ? { confidence: 0.9, format: 'JSON' } : null;
}
