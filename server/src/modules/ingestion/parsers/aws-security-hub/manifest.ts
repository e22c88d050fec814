import { hasAll, jsonHead } from '../mapping/json-head.ts';
import type { Detection, FileHead, ParserManifest } from '../parser.ts';

const manifest: ParserManifest = {
  id: 'aws-security-hub',
  name: 'AWS Security Hub',
  version: 1,
  formats: ['JSON', 'JSONL'],
  // The format demands a stable Id of each finding; several products write here, not all of them name their rule well.
  identity: { version: 1, fields: ['toolUniqueId', 'ruleId', 'target', 'component'] },
  // Exports are filtered, page by page; what is resolved says so itself.
  absence: 'PROVES_NOTHING',
  detect,
};

export default manifest;

const needed = ['ProductArn', 'AwsAccountId', 'GeneratorId'];
const noKeys: ReadonlySet<string> = new Set();

function detect(head: FileHead): Detection | null {
  const json = jsonHead(head);
  if (json === null || json.root === 'SCALAR') return null;
  if (json.root === 'ARRAY') return hasAll(json.itemKeys, needed) ? { confidence: 1, format: 'JSON' } : null;
  if (hasAll(json.keys, needed)) return { confidence: 1, format: json.sequence ? 'JSONL' : 'JSON' };
  const capital = json.listKeys.get('Findings');
  if (hasAll(capital ?? json.listKeys.get('findings') ?? noKeys, needed))
    return { confidence: 1, format: 'JSON' };
  const isEvent =
    hasAll(json.keys, ['detail-type', 'source', 'detail']) && head.text.includes('"aws.securityhub"');
  if (isEvent) return { confidence: 0.95, format: json.sequence ? 'JSONL' : 'JSON' };
  // A list without entries leaves no keys in the head.
  const isPage = json.keys.has('Findings') && capital === undefined;
  const isEmptyPage = isPage && [...json.keys].every((key) => /^(?:Findings|NextToken)$/.test(key));
  return isEmptyPage ? { confidence: 0.75, format: 'JSON' } : null;
}
