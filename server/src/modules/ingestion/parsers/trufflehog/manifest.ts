import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'trufflehog',
  name: 'TruffleHog',
  version: 1,
  formats: ['JSONL', 'JSON'],
  // The matcher is the commit, which never changes, and the masked secret. Lines move in files that are no commit.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  // The output lists secrets only, and people often ask for verified ones alone; it does not say what was scanned.
  absence: 'PROVES_NOTHING',
  emptyFile: 'CLEAN_SCAN',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  const format = json.root === 'ARRAY' ? 'JSON' : 'JSONL';
  if (keys.has('SourceMetadata') && (keys.has('DetectorType') || keys.has('DetectorName'))) {
    return { confidence: 1, format };
  }
  if (hasAll(keys, ['stringsFound', 'reason'])) return { confidence: 1, format };
  // Lines of the program's own log may stand before the first secret.
  const afterLog = /^\{"SourceMetadata":.{0,8000}"Detector(?:Type|Name)"/m.test(head.text);
  return afterLog ? { confidence: 0.9, format } : null;
}
