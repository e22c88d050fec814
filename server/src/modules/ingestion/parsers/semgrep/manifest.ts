import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'semgrep',
  name: 'Semgrep',
  version: 1,
  formats: ['JSON'],
  // The matcher is the code that matched: it stays when lines move. A package keeps its weakness from version to version.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const results = json.listKeys.get('results') ?? noKeys;
  const findings = json.listKeys.get('findings') ?? noKeys;
  if (hasAll(results, ['check_id', 'path', 'extra'])) return { confidence: 1, format: 'JSON' };
  const fromPlatform =
    findings.has('match_based_id') || findings.has('syntactic_id') || findings.has('rule_name');
  if (findings.has('repository') && fromPlatform) return { confidence: 0.9, format: 'JSON' };
  if (results.size > 0) return null;
  // Without a result in sight: the lists that every run writes, or the fields of its errors.
  if (hasAll(json.keys, ['results', 'errors', 'paths'])) return { confidence: 0.8, format: 'JSON' };
  const errors = json.listKeys.get('errors') ?? noKeys;
  return hasAll(errors, ['code', 'level', 'type']) ? { confidence: 0.7, format: 'JSON' } : null;
}
