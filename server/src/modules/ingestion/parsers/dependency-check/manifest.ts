import { jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'dependency-check',
  name: 'OWASP Dependency-Check',
  version: 1,
  formats: ['XML', 'JSON'],
  // The matcher is the file's name without the version in it: one library can lie in several files.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  if (/<(?:[\w.-]{1,40}:)?analysis\s[^>]{0,2000}dependency-?check/i.test(head.text.slice(0, 8_192)))
    return { confidence: 1, format: 'XML' };
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('reportSchema')) return null;
  const isReport = ['scanInfo', 'projectInfo', 'dependencies'].some((key) => json.keys.has(key));
  return isReport ? { confidence: 1, format: 'JSON' } : null;
}
