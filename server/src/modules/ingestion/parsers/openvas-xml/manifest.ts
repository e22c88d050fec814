import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'openvas-xml',
  name: 'OpenVAS / Greenbone (XML)',
  version: 1,
  formats: ['XML'],
  // A test reports once for each port; the matcher is the place of the product where one host has several.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) => {
    const { text } = head;
    if (/<get_(?:reports|results)_response[\s>]/.test(text.slice(0, 4_096)))
      return { confidence: 1, format: 'XML' };
    // Root elements of this name are common; these are Greenbone's own.
    if (!/<report[\s>]/.test(text.slice(0, 4_096))) return null;
    const isOurs =
      /<report\s[^>]*format_id="[^"]*"[^>]*>/.test(text.slice(0, 8_192)) ||
      /<(?:gmp|omp)>\s*<version>/.test(text) ||
      /<nvt\s+oid="/.test(text);
    return isOurs ? { confidence: 1, format: 'XML' } : null;
  },
};

export default manifest;
