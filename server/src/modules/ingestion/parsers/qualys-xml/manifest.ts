import type { FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'qualys-xml',
  name: 'Qualys VM (XML)',
  version: 1,
  formats: ['XML'],
  // Qualys reports a QID once per host, port, transport and instance (or virtual host).
  identity: { version: 1, fields: ['ruleId', 'target', 'service', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect: (head: FileHead) => {
    const start = head.text.slice(0, 8_192);
    if (/<(?:ASSET_DATA_REPORT|HOST_LIST_VM_DETECTION_OUTPUT)[\s>]/.test(start))
      return { confidence: 1, format: 'XML' };
    if (/<!DOCTYPE\s+SCAN\s[^>]*qualys/i.test(start)) return { confidence: 1, format: 'XML' };
    return /<SCAN(?:\s+value="scan\/|>\s*(?:<!--.{0,500}?-->\s*)?<HEADER>)/s.test(start)
      ? { confidence: 0.9, format: 'XML' }
      : null;
  },
};

export default manifest;
