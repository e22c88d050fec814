import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'nexpose',
  name: 'Rapid7 Nexpose / InsightVM (XML)',
  version: 1,
  formats: ['XML'],
  // A test runs for a host or service; its key says which of several things there it was about.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) =>
    /<(?:NexposeReport|NeXposeSimpleXML)[\s>]/.test(head.text.slice(0, 8_192))
      ? { confidence: 1, format: 'XML' }
      : null,
};

export default manifest;
