import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'netsparker',
  name: 'Netsparker and Invicti (XML)',
  version: 1,
  formats: ['XML'],
  // The same list as for the JSON of these products, and for the same reasons.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const text = head.text.slice(0, 8_192);
  return /<(?:netsparker|invicti|acunetix-360)(?:-[a-z]{1,20})?[\s>]/.test(text)
    ? { confidence: 1, format: 'XML' }
    : null;
}
