import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'checkmarx',
  name: 'Checkmarx SAST',
  version: 1,
  formats: ['XML'],
  // Checkmarx keeps the similarity id of a flow while its source and sink stay; without one the matcher names both ends.
  identity: { version: 1, fields: ['ruleId', 'target', 'toolUniqueId', 'path', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) =>
    /<CxXMLResults[\s>]/.test(head.text.slice(0, 8_192)) ? { confidence: 1, format: 'XML' } : null,
};

export default manifest;
