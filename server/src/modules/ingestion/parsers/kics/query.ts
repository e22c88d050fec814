import { referencesOf } from '../mapping/advisory.ts';
import { findingOf } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { addCwe } from '../mapping/identifiers.ts';
import { positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { withoutSecrets } from '../mapping/secrets.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface QueryContext {
  readonly query: JsonObject;
  readonly where: string;
  readonly target: SourceTarget;
  /** Entries of the bill of materials name resources, not faults. */
  readonly isInventory: boolean;
  readonly sink: ParseSink;
}

const queryFields: ReadonlySet<string> = new Set([
  'query_name',
  'query_id',
  'query_url',
  'severity',
  'description',
  'files',
  'cwe',
]);
const fileFields: ReadonlySet<string> = new Set([
  'file_name',
  'similarity_id',
  'line',
  'actual_value',
  'expected_value',
]);

/** One place where a query matched; undefined without the query's id. */
export function findingOfFile(
  file: JsonObject,
  { query, where, target, isInventory, sink }: QueryContext,
): RawFinding | undefined {
  const name = textOf(query.query_name);
  const ruleId = textOf(query.query_id) ?? name;
  if (ruleId === undefined) return undefined;
  const word = textOf(query.severity) ?? '';
  const path = textOf(file.file_name);
  const cwes: number[] = [];
  for (const cwe of textsOf(query.cwe)) addCwe(cwes, cwe);
  // Queries on passwords and secrets quote what they found.
  const isSecret = /secret/i.test(textOf(query.category) ?? '') || /password|secret/i.test(name ?? '');
  const shown = (value: string | undefined): string | undefined =>
    value !== undefined && isSecret ? withoutSecrets(value) : value;
  const key = [textOf(file.search_key), shown(textOf(file.search_value))].filter(
    (part) => part !== undefined,
  );
  const fileData = isSecret ? { file_name: path ?? '' } : file;
  return findingOf({
    where,
    ruleId,
    toolUniqueId: textOf(file.similarity_id),
    title: name ?? ruleId,
    severity: word === 'TRACE' ? 'INFO' : severityOrProblem(sink, { word, where }),
    sourceSeverity: word,
    resultClass: isInventory ? 'INFORMATIONAL' : isSecret ? 'VULNERABILITY' : 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    target,
    description: textOf(query.description),
    remediation: textOf(file.expected_value),
    evidence: shown(textOf(file.actual_value)),
    references: referencesOf(textsOf(query.query_url)),
    locations: path === undefined ? [] : [{ path, ...given({ line: positiveOf(file.line) }) }],
    matcher: key.length === 0 ? textOf(file.resource_name) : key.map((part) => shown(part) ?? '').join(' '),
    cwes,
    tags: [...textsOf(query.platform), ...textsOf(query.category), ...textsOf(query.cloud_provider)],
    sourceData: { ...sourceDataOf(query, queryFields), ...sourceDataOf(fileData, fileFields) },
  });
}
