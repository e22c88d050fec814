import { hasAll, type JsonHead, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'snyk',
  name: 'Snyk (open source, container, infrastructure as code)',
  version: 1,
  formats: ['JSON'],
  // The matcher is the way of dependencies to the package, without versions: each way is fixed on its own.
  identity: { version: 1, fields: ['ruleId', 'target', 'component', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

const projectKeys = [
  'licensesPolicy',
  'ignoreSettings',
  'filesystemPolicy',
  'uniqueCount',
  'dependencyCount',
  'isPrivate',
  'displayTargetFile',
  'foundProjectCount',
];

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  if (keys.has('infrastructureAsCodeIssues')) return { confidence: 1, format: 'JSON' };
  if (!keys.has('vulnerabilities')) return null;
  const known = projectKeys.filter((key) => keys.has(key)).length;
  if (known >= 3) return { confidence: 1, format: 'JSON' };
  // The list can be longer than the head, so that the keys after it are out of sight.
  const confident =
    hasSnykEntries(json) ||
    /"(?:id|url)"\s*:\s*"(?:SNYK-[A-Z]|snyk:lic:|https:\/\/(?:security\.)?snyk\.io\/)/.test(head.text);
  return confident ? { confidence: 0.9, format: 'JSON' } : null;
}

function hasSnykEntries(json: JsonHead): boolean {
  const entries = json.listKeys.get('vulnerabilities');
  return entries !== undefined && hasAll(entries, ['identifiers', 'from', 'upgradePath']);
}
