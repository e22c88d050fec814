import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'sonarqube-html',
  name: 'SonarQube report as a page (sonar-report)',
  version: 1,
  formats: ['HTML'],
  // Those of the server's own lists: the page carries the same keys.
  identity: { version: 1, fields: ['ruleId', 'target', 'toolUniqueId', 'component', 'matcher'] },
  // The page holds what its maker's filters let through, 10,000 issues at most, and does not say which filters.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

/** The tool puts its own words around the kind of finding: "SonarQube Vulnerability Report". */
const title = /<title>\s*SonarQube\b[^<]{0,300}\bReport\s*<\/title>/i;

function detect(head: FileHead): Detection | null {
  return title.test(head.text) ? { confidence: 1, format: 'HTML' } : null;
}
