import type { CsvValue } from '../../kernel/csv.ts';
import type { ExportRow } from './export-store.ts';
import { present, type Vulnerability } from './present.ts';

type Column = readonly [heading: string, value: (row: Vulnerability) => CsvValue];

/** Columns of CSV and XLSX, as the API shows their values. Names stay; new ones come last. */
const columns: readonly Column[] = [
  ['vulnerability_id', (row) => row.id],
  ['status', (row) => row.status],
  ['severity', (row) => row.severity],
  ['source_severity', (row) => row.sourceSeverity],
  ['class', (row) => row.class],
  ['title', (row) => row.title],
  ['asset_id', (row) => row.asset.id],
  ['asset', (row) => row.asset.name],
  ['asset_criticality', (row) => row.asset.criticality],
  ['target', (row) => row.target],
  ['tool', (row) => row.sources.join(' ')],
  ['rule_id', (row) => row.ruleId],
  ['cves', (row) => row.cves.join(' ')],
  ['advisories', (row) => row.advisories.join(' ')],
  ['cwes', (row) => row.cwes.join(' ')],
  ['cvss_score', (row) => row.cvss?.score ?? null],
  ['cvss_vector', (row) => row.cvss?.vector ?? null],
  ['epss', (row) => row.epss?.probability ?? null],
  ['kev', (row) => row.kev],
  ['component', (row) => row.component?.name ?? null],
  ['component_version', (row) => row.component?.version ?? null],
  ['fixed_version', (row) => row.component?.fixedVersion ?? null],
  ['purl', (row) => row.component?.purl ?? null],
  ['port', (row) => row.service?.port ?? null],
  ['owner', (row) => row.owner?.displayName ?? null],
  ['due_at', (row) => row.dueAt],
  ['sla_state', (row) => row.slaState],
  ['recurrences', (row) => row.recurrences],
  ['first_seen_at', (row) => row.firstSeenAt],
  ['last_seen_at', (row) => row.lastSeenAt],
  ['resolved_at', (row) => row.resolvedAt],
  ['accepted_until', (row) => row.acceptedUntil],
  ['tags', (row) => row.tags.join(', ')],
  ['scope_key', (row) => row.scopeKey],
];

export const headings: readonly string[] = columns.map(([heading]) => heading);

export function valuesOf(row: ExportRow): CsvValue[] {
  const shown = present(row);
  return columns.map(([, value]) => value(shown));
}
