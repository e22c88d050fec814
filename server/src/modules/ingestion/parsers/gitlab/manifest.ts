import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'gitlab',
  name: 'GitLab security report',
  version: 1,
  formats: ['JSON'],
  // The matcher is the tracking signature that GitLab follows code by; ids of vulnerabilities are new in each report of some analysers.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const ownLists = ['scan', 'remediations', 'dependency_files'];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  if (json.scalars.get('schema')?.includes('security-report-schemas'))
    return { confidence: 1, format: 'JSON' };
  const entries = json.listKeys.get('vulnerabilities');
  if (entries !== undefined && entries.size > 0) {
    if (hasAll(entries, ['identifiers', 'location'])) return { confidence: 1, format: 'JSON' };
    return null;
  }
  if (!hasAll(json.keys, ['version', 'vulnerabilities'])) return null;
  return ownLists.some((name) => json.keys.has(name)) ? { confidence: 0.85, format: 'JSON' } : null;
}
