import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'npm-audit',
  name: 'npm audit (also pnpm and Yarn)',
  version: 1,
  formats: ['JSON', 'JSONL'],
  // The matcher is the way of dependencies, where the report has one entry for each.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json?.root !== 'OBJECT') return null;
  const { keys } = json;
  if (keys.has('auditReportVersion')) return { confidence: 1, format: 'JSON' };
  if (hasAll(keys, ['type', 'data']) && /"type"\s*:\s*"audit(?:Advisory|Summary|Action)"/.test(head.text))
    return { confidence: 1, format: 'JSONL' };
  if (hasAll(keys, ['value', 'children']) && /"Vulnerable Versions"\s*:/.test(head.text))
    return { confidence: 0.95, format: 'JSONL' };
  if (!keys.has('advisories')) return null;
  if (keys.has('muted') || keys.has('actions') || keys.has('runId')) return { confidence: 1, format: 'JSON' };
  const isAdvisory = /"(?:module_name|vulnerable_versions|patched_versions|github_advisory_id)"\s*:/.test(
    head.text,
  );
  return isAdvisory || keys.has('metadata') ? { confidence: 0.8, format: 'JSON' } : null;
}
