import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'scout-suite',
  name: 'ScoutSuite',
  version: 1,
  formats: ['JSON'],
  // The path is the place of the resource in the account's configuration, made of the cloud's own ids.
  identity: { version: 1, fields: ['ruleId', 'target', 'path'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  if (/^\s*(?:var\s+)?scoutsuite_results\s*=/.test(head.text)) return { confidence: 1, format: 'JSON' };
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT' || !hasAll(json.keys, ['account_id', 'last_run'])) return null;
  // The script's value by itself: large parts stand between the keys that would name it.
  return /"(?:ruleset_about|ruleset_name|provider_code)"/.test(head.text)
    ? { confidence: 0.9, format: 'JSON' }
    : null;
}
