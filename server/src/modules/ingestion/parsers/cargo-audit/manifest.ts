import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'cargo-audit',
  name: 'cargo-audit',
  version: 1,
  formats: ['JSON'],
  // Without the version: a crate keeps its weakness until a version without it is used.
  identity: { version: 1, fields: ['ruleId', 'target', 'component'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const named =
    hasAll(json.keys, ['lockfile', 'vulnerabilities']) &&
    (json.keys.has('database') || json.keys.has('settings'));
  if (named) return { confidence: 1, format: 'JSON' };
  // A long list of vulnerabilities hides what follows it.
  const listed = /"vulnerabilities"\s*:\s*\{\s*"found"\s*:/.test(head.text);
  return listed || (/"RUSTSEC-\d{4}-\d{4}"/.test(head.text) && json.keys.has('vulnerabilities'))
    ? { confidence: 0.9, format: 'JSON' }
    : null;
}
