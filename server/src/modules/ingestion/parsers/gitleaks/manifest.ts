import { hasAll, jsonHead } from '../mapping/json-head.ts';
import { tableHead } from '../mapping/table.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'gitleaks',
  name: 'Gitleaks',
  version: 1,
  formats: ['JSON', 'CSV'],
  // The matcher is the commit, which never changes, and the masked secret. Lines move in files that are no commit.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json !== null) {
    const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
    if (hasAll(keys, ['RuleID', 'Secret'])) return { confidence: 1, format: 'JSON' };
    const old = hasAll(keys, ['offender', 'commit']) && (keys.has('rule') || keys.has('reason'));
    return old ? { confidence: 0.95, format: 'JSON' } : null;
  }
  const header = tableHead(
    head,
    (row) => row.hasAll('RuleID', 'Secret') || row.hasAll('offender', 'rule', 'commit'),
  );
  return header === undefined ? null : { confidence: 0.95, format: 'CSV' };
}
