import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'grype',
  name: 'Grype',
  version: 1,
  formats: ['JSON'],
  // The matcher is the place of the package without its version: one package can lie in several places.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const { keys } = json;
  const matches = json.listKeys.get('matches') ?? json.listKeys.get('ignoredMatches');
  if (matches !== undefined && hasAll(matches, ['vulnerability', 'artifact']))
    return { confidence: 1, format: 'JSON' };
  const empty = keys.has('matches') && keys.has('source') && (keys.has('distro') || keys.has('descriptor'));
  return empty ? { confidence: 0.9, format: 'JSON' } : null;
}
