import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'prowler-json',
  name: 'Prowler (JSON)',
  version: 1,
  formats: ['JSON', 'JSONL'],
  // The matcher is the region; where version 2 names no resource, the message stands for it.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  // Version 2 asked for failures alone writes no line when there are none.
  emptyFile: 'CLEAN_SCAN',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  const isNative = hasAll(keys, ['CheckID', 'CheckTitle', 'Status', 'StatusExtended']);
  const isOld = hasAll(keys, ['Control', 'Message', 'Status', 'Account Number']);
  if (!isNative && !isOld) return null;
  return { confidence: 1, format: json.root === 'ARRAY' ? 'JSON' : 'JSONL' };
}
