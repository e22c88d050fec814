import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'veracode',
  name: 'Veracode',
  version: 1,
  formats: ['XML'],
  // Veracode keeps the issue id of a flaw from build to build of an application; weaknesses of components have none.
  identity: { version: 1, fields: ['toolUniqueId', 'ruleId', 'target', 'component', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) =>
    /<(?:[\w.-]{1,40}:)?detailedreport[\s>]/.test(head.text.slice(0, 8_192))
      ? { confidence: 1, format: 'XML' }
      : null,
};

export default manifest;
