import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'nmap',
  name: 'Nmap',
  version: 1,
  formats: ['XML'],
  // A port is named by its number and transport; a known weakness by its id, the port and the product it was looked up for.
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'component', 'matcher'] },
  // Which ports and scripts ran is chosen for each scan, so a port or weakness that is not in a report may just not have been looked for.
  absence: 'PROVES_NOTHING',
  detect: (head: FileHead) => {
    const root = /<nmaprun[\s>]/.exec(head.text.slice(0, 16_384));
    return root === null ? null : { confidence: 1, format: 'XML' };
  },
};

export default manifest;
