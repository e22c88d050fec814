import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'acunetix',
  name: 'Acunetix',
  version: 1,
  formats: ['XML'],
  // The format has no id of a check but its name. The matcher numbers findings that agree in all of this.
  identity: { version: 1, fields: ['ruleId', 'target', 'path', 'parameter', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
};

export default manifest;

function detect(head: FileHead): Detection | null {
  const text = head.text.slice(0, 16_384);
  if (!/<ScanGroup[\s>]/.test(text)) return null;
  const known =
    /<ScanGroup\s[^>]{0,300}\bExportedOn=/.test(text) || /<(?:StartURL|ReportItems)[\s>]/.test(text);
  return { confidence: known ? 1 : 0.4, format: 'XML' };
}
