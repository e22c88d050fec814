import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'sonarqube',
  name: 'SonarQube and SonarCloud',
  version: 1,
  formats: ['JSON'],
  // SonarQube tracks an issue by its key through moved lines and renamed files, so no path. The component is the package of
  // a supply chain issue; the matcher stands in where an export leaves keys out.
  identity: { version: 1, fields: ['ruleId', 'target', 'toolUniqueId', 'component', 'matcher'] },
  // The server gives pages and filtered lists; a file does not say that it holds everything.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  const keys = json.root === 'ARRAY' ? json.itemKeys : json.keys;
  const issues = json.listKeys.get('issues');
  const hotspots = json.listKeys.get('hotspots');
  if (issues !== undefined && hasAll(issues, ['rule', 'component', 'message']))
    return { confidence: 1, format: 'JSON' };
  if (hotspots?.has('vulnerabilityProbability')) return { confidence: 1, format: 'JSON' };
  if (json.listKeys.get('issuesReleases')?.has('release')) return { confidence: 1, format: 'JSON' };
  const report = ['hotspotKeys', 'sonarBaseURL', 'noSecurityHotspot', 'qualityGateStatus'];
  if (keys.has('projectName') && report.some((name) => keys.has(name)))
    return { confidence: 0.9, format: 'JSON' };
  const page = keys.has('paging') && (keys.has('issues') || keys.has('hotspots'));
  if (page) return { confidence: 0.85, format: 'JSON' };
  return hasAll(keys, ['p', 'ps', 'total', 'issues']) ? { confidence: 0.85, format: 'JSON' } : null;
}
