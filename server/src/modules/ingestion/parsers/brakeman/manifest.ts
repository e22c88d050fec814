import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'brakeman',
  name: 'Brakeman',
  version: 1,
  formats: ['JSON'],
  // The matcher is Brakeman's fingerprint, which is made without line numbers so that it lasts.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const warnings = json.listKeys.get('warnings') ?? json.listKeys.get('ignored_warnings');
  if (warnings !== undefined && hasAll(warnings, ['warning_type', 'message']))
    return { confidence: 1, format: 'JSON' };
  if (!json.keys.has('scan_info')) return null;
  const ours = json.keys.has('warnings') || /"(?:brakeman_version|rails_version)"/.test(head.text);
  return ours ? { confidence: 0.9, format: 'JSON' } : null;
}
