import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'qualys-was',
  name: 'Qualys Web Application Scanning (XML)',
  version: 1,
  formats: ['XML'],
  // A QID is reported for each page and parameter; information gathered once for the application.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) =>
    /<WAS_(?:SCAN|WEBAPP)_REPORT[\s>]/.test(head.text.slice(0, 8_192))
      ? { confidence: 1, format: 'XML' }
      : null,
};

export default manifest;
