import type { ArchiveListing } from '../archive.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'fortify',
  name: 'Fortify Static Code Analyzer',
  version: 1,
  formats: ['XML', 'ZIP'],
  // Fortify keeps the id of an instance from scan to scan; the matcher stands in where a report leaves it out.
  identity: { version: 1, fields: ['ruleId', 'target', 'toolUniqueId', 'matcher'] },
  absence: 'PROVES_FIXED_WHEN_COVERED',
  detect,
  detectArchive,
};

export default manifest;

const root =
  /^\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*<(?:[\w.-]{1,40}:)?(FVDL|ReportDefinition)[\s>]/s;

function detect(head: FileHead): Detection | null {
  const name = root.exec(head.text)?.[1];
  if (name === 'FVDL') return { confidence: 1, format: 'XML' };
  if (name !== 'ReportDefinition') return null;
  const ours = /<(?:TemplateName|ReportSection|IssueListing)[\s>]/.test(head.text);
  return { confidence: ours ? 0.95 : 0.5, format: 'XML' };
}

/** An FPR is a ZIP archive around the FVDL. */
function detectArchive({ entries }: ArchiveListing): Detection | null {
  return entries.some(({ name }) => name === 'audit.fvdl') ? { confidence: 1, format: 'ZIP' } : null;
}
