import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'nessus',
  name: 'Tenable Nessus',
  version: 1,
  formats: ['XML'],
  // A plugin reports once per host, port and protocol; compliance plugins report one item per check (matcher).
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) =>
    /<NessusClientData_v2[\s>]/.test(head.text.slice(0, 4_096)) ? { confidence: 1, format: 'XML' } : null,
};

export default manifest;
