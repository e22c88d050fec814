import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'horusec',
  name: 'Horusec',
  version: 1,
  formats: ['JSON'],
  // The matcher is the code: Horusec's own hash is over the line number as well, which moves.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('analysisVulnerabilities')) return null;
  return { confidence: 1, format: 'JSON' };
}
