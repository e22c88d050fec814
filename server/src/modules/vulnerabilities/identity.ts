import type { DetailRow } from './detail-store.ts';
import type { Detail } from './present.ts';

/** What each identity field of a parser is called for people. */
const fieldNames: Readonly<Record<string, string>> = {
  ruleId: 'check',
  toolUniqueId: 'id that the tool gave it',
  target: 'target',
  service: 'service',
  component: 'component',
  componentVersion: 'component version',
  path: 'path',
  line: 'line',
  parameter: 'parameter',
  snippet: 'code',
  matcher: 'matcher',
};

/** Every parser tells findings apart by at least these two. */
const always = ['ruleId', 'target'];
const maxValueLength = 500;

/**
 * Why two reports mean this same thing: the fields that its digest was made from, with their values. Severity, title and prose
 * are never among them, because tools rewrite those between versions.
 */
export function explainIdentity(row: DetailRow): Detail['identity'] {
  const known = row.identityFields ?? always;
  const fields = known
    .map((field) => ({ name: field, value: valueOfField(field, row) }))
    .filter((field) => field.value !== '')
    .map(({ name, value }) => ({ name, value: value.slice(0, maxValueLength) }));
  return {
    key: row.fingerprint,
    version: row.identityVersion,
    fields,
    explanation: `Two reports of ${row.tool} mean this same thing when they agree in ${agreement(row, known)}.`,
  };
}

function agreement(row: DetailRow, known: readonly string[]): string {
  const names = listed(known.map((field) => fieldNames[field] ?? field));
  return row.identityFields
    ? names
    : `${names}, and in whatever else version ${row.identityVersion} of its identity goes by`;
}

function valueOfField(field: string, row: DetailRow): string {
  const place = row.document?.locations[0];
  const values: Readonly<Record<string, string | number | undefined>> = {
    ruleId: row.ruleId,
    toolUniqueId: row.document?.toolUniqueId,
    target: row.targetKey,
    service: row.service ? `${row.service.transport ?? ''}/${row.service.port ?? ''}` : undefined,
    component: row.component
      ? [row.component.name, row.component.path].filter(Boolean).join(' in ')
      : undefined,
    componentVersion: row.component?.version,
    path: place?.path,
    line: place?.line,
    parameter: place?.parameter,
    snippet: place?.snippet,
    matcher: row.document?.matcher,
  };
  return String(values[field] ?? '');
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
