import { isGenericField } from '../mapping/generic-fields.ts';
import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'generic-json',
  name: 'Generic JSON',
  version: 2,
  formats: ['JSON'],
  // The same list as generic CSV, so that moving from one form to the other keeps every finding.
  identity: {
    version: 1,
    fields: ['toolUniqueId', 'ruleId', 'target', 'service', 'component', 'path', 'parameter'],
  },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
  detectTable,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !json.keys.has('findings')) return null;
  const fields = json.listKeys.get('findings');
  if (fields !== undefined && !hasAll(fields, ['title', 'severity'])) return null;
  // Many tools call their list `findings`; entries of this format have its fields and few besides.
  const known = [...(fields ?? [])].filter(isGenericField).length;
  if (fields !== undefined && known / fields.size < 0.6) return { confidence: 0.4, format: 'JSON' };
  const others = [...json.keys].filter((key) => !ownKeys.has(key));
  return { confidence: others.length === 0 ? 0.9 : 0.4, format: 'JSON' };
}

/** Any list of objects, whatever it is called. */
function detectTable(head: FileHead): Detection | null {
  const json = jsonHead(head);
  return json === null || json.root === 'SCALAR' ? null : { confidence: 0.9, format: 'JSON' };
}

/** Keys of the document beside `findings`. */
const ownKeys: ReadonlySet<string> = new Set([
  'findings',
  'name',
  'type',
  'version',
  'description',
  'tool',
  'tool_version',
  'started_at',
  'finished_at',
  'covered',
]);
