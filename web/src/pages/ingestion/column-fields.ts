import type { MappedColumn } from '../../api/column-mappings.ts';

type ColumnField = NonNullable<MappedColumn['field']>;

/** What a column may hold: the fields of the generic format, the usual ones first. */
export const columnFields = [
  'title',
  'severity',
  'description',
  'mitigation',
  'impact',
  'host',
  'ip',
  'port',
  'protocol',
  'service',
  'url',
  'target',
  'endpoints',
  'component_name',
  'component_version',
  'component_purl',
  'fix_version',
  'file_path',
  'line',
  'cve',
  'cwe',
  'vulnerability_ids',
  'cvssv3',
  'cvssv3_score',
  'cvssv4',
  'cvssv4_score',
  'cvssv2',
  'cvssv2_score',
  'epss_score',
  'epss_percentile',
  'known_exploited',
  'date',
  'tags',
  'references',
  'unique_id_from_tool',
  'vuln_id_from_tool',
  'steps_to_reproduce',
  'severity_justification',
  'result_class',
  'scanner_confidence',
  'publish_date',
  'planned_remediation_date',
  'planned_remediation_version',
  'effort_for_fixing',
  'param',
  'payload',
  'sast_source_object',
  'sast_source_file_path',
  'sast_source_line',
  'sast_sink_object',
  'static_finding',
  'dynamic_finding',
  'fix_available',
  'ransomware_used',
  'kev_date',
  'nb_occurences',
  'numerical_severity',
  'active',
  'verified',
  'false_p',
  'duplicate',
  'out_of_scope',
  'risk_accepted',
  'under_review',
  'is_mitigated',
  'mitigated',
] as const satisfies readonly ColumnField[];

/** Does not compile while the API knows a field that stands not above. */
export function listed(field: ColumnField): (typeof columnFields)[number] {
  return field;
}

/** Written in capitals. */
const acronyms: ReadonlySet<string> = new Set([
  'cve',
  'cwe',
  'epss',
  'id',
  'ip',
  'kev',
  'purl',
  'sast',
  'url',
]);

/** "component_name" as the reader sees it: "Component name". */
export function fieldWords(field: ColumnField): string {
  const words = field
    .replace(/^cvssv(\d)/, 'CVSS v$1')
    .split('_')
    .map((word) => (acronyms.has(word) ? word.toUpperCase() : word))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
