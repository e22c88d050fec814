import type { Draft } from '../mapping/draft.ts';
import { statedText } from '../mapping/finding.ts';
import { given } from '../mapping/given.ts';
import { columnKey, type TableRow } from '../mapping/table.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import { findingOfRow as findingOfNessusRow } from '../nessus-csv/row.ts';
import type { FindingLocation, ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { columns, mappedColumns } from './columns.ts';

const maxEvidenceLength = 20_000;

/** A row says what a row of Nessus says, about a page instead of a port. Undefined without plugin and name. */
export function findingOfRow(row: TableRow, where: string, sink: ParseSink): RawFinding | undefined {
  const common = findingOfNessusRow(row, { where, sink, rowPerCve: false });
  if (common === undefined) return undefined;
  const { service: _service, evidence: output, ...rest } = common;
  const url = row.text(...columns.url);
  const place = webPlaceOf(url ?? '') ?? webPlaceOf(row.text(...columns.application) ?? '');
  return {
    ...rest,
    target: place?.target ?? applicationOf(rest.target, row),
    locations: url === undefined ? [] : [locationOf(url, row)],
    sourceData: sourceDataOf(rest.sourceData),
    ...given({ service: place?.service, evidence: evidenceOf(row, output) }),
  };
}

/** Without a whole address the application is known by its name alone. */
function applicationOf(host: SourceTarget, row: TableRow): SourceTarget {
  const raw = row.text(...columns.application) ?? row.text(...columns.url) ?? host.raw;
  return { ...host, kind: 'WEB_APPLICATION', raw };
}

function locationOf(url: string, row: TableRow): FindingLocation {
  const path =
    webPlaceOf(url)?.location.path ?? (url.startsWith('/') ? url.replace(/[?#].*$/s, '') : undefined);
  const location: Draft<FindingLocation> = { url };
  const method = statedText(row.text(...columns.method));
  const parameter = statedText(row.text(...columns.inputName));
  if (path !== undefined) location.path = path;
  if (method !== undefined) location.method = method.slice(0, 20);
  if (parameter !== undefined) location.parameter = parameter.slice(0, 1_000);
  return location;
}

/** What was sent, what proves it, what the plugin says. */
function evidenceOf(row: TableRow, output: string | undefined): string | undefined {
  const parts = [row.text(...columns.payload), row.text(...columns.proof), output];
  const texts = parts.filter((part) => statedText(part) !== undefined);
  return texts.length === 0 ? undefined : texts.join('\n\n').slice(0, maxEvidenceLength).toWellFormed();
}

function sourceDataOf(kept: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !mappedColumns.has(columnKey(name))));
}
