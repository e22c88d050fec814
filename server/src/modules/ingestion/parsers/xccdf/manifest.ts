import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'xccdf',
  name: 'XCCDF results (OpenSCAP, SCC and others)',
  version: 1,
  formats: ['XML'],
  // The matcher is the instance where a rule is tested several times on one target.
  identity: { version: 1, fields: ['ruleId', 'target', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

/** The namespaces of XCCDF 1.1 and 1.2 and of ARF 1.1 name the formats; roots without them are common words. */
function detect(head: FileHead): Detection | null {
  const text = head.text.slice(0, 16_384);
  const root =
    /^\s*(?:<\?(?:(?!\?>)[\s\S])*\?>|<!--(?:(?!-->)[\s\S])*-->|<!DOCTYPE[^>[]*>|\s)*<(?:[\w.-]+:)?([\w.-]+)([^>]*)>/.exec(
      text,
    );
  const [, name, attributes = ''] = root ?? [];
  if (name === 'asset-report-collection') return { confidence: 1, format: 'XML' };
  if (name !== 'Benchmark' && name !== 'TestResult') return null;
  return { confidence: /checklists\.nist\.gov\/xccdf/.test(attributes) ? 1 : 0.7, format: 'XML' };
}
