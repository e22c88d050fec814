import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'kube-bench',
  name: 'kube-bench',
  version: 1,
  // Old versions wrote one document a control, one after the other.
  formats: ['JSON', 'JSONL'],
  // A test runs once on a node; the matcher numbers it where a report joins several nodes.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const controls = json.root === 'ARRAY' ? json.itemKeys : (json.listKeys.get('Controls') ?? noKeys);
  // One control alone, and the old output of several controls one after the other.
  const one = json.root === 'OBJECT' ? json.keys : noKeys;
  if ([controls, one].some((keys) => hasAll(keys, ['node_type', 'tests'])))
    return { confidence: 1, format: 'JSON' };
  // The first control may be longer than the head: its first fields and a result of it are enough.
  const names = controls.size > 0 ? controls : one;
  const started = names.has('node_type') && /"test_number"\s*:/.test(head.text);
  if (started) return { confidence: 0.9, format: 'JSON' };
  return json.keys.has('Controls') && json.keys.has('Totals') ? { confidence: 0.8, format: 'JSON' } : null;
}
