import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'burp',
  name: 'Burp Suite',
  version: 1,
  formats: ['XML'],
  // The type names the check; the parameter and, as matcher, its kind come from the location that Burp states beside the path.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  // An export holds the issues that a person selected.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const text = head.text.slice(0, 16_384);
  if (
    /<issues\s[^>]{0,1000}\bburpVersion\s*=/.test(text) ||
    /<!ATTLIST\s+issues\s+burpVersion\b/.test(text)
  ) {
    return { confidence: 1, format: 'XML' };
  }
  const looksLikeIt =
    /<issues(?:\s[^>]{0,1000})?>\s*<issue>\s*<serialNumber>/.test(text) && /<(?:type|confidence)>/.test(text);
  return looksLikeIt ? { confidence: 0.9, format: 'XML' } : null;
}
