/**
 * The fields of the generic format, under their JSON names. The CSV form has the same fields as columns, written in any
 * case and with or without `_`, `-` or spaces ("CweId", "cwe", "File Path").
 */
export const genericFields = [
  'title',
  'severity',
  'description',
  'mitigation',
  'impact',
  'steps_to_reproduce',
  'severity_justification',
  'references',
  'date',
  'publish_date',
  'planned_remediation_date',
  'planned_remediation_version',
  'effort_for_fixing',
  'result_class',
  'tags',
  'target',
  'endpoints',
  'url',
  'host',
  'ip',
  'port',
  'protocol',
  'service',
  'param',
  'payload',
  'file_path',
  'line',
  'sast_source_object',
  'sast_source_file_path',
  'sast_source_line',
  'sast_sink_object',
  'static_finding',
  'dynamic_finding',
  'component_name',
  'component_version',
  'component_purl',
  'fix_available',
  'fix_version',
  'cve',
  'cwe',
  'vulnerability_ids',
  'cvssv2',
  'cvssv2_score',
  'cvssv3',
  'cvssv3_score',
  'cvssv4',
  'cvssv4_score',
  'epss_score',
  'epss_percentile',
  'known_exploited',
  'ransomware_used',
  'kev_date',
  'unique_id_from_tool',
  'vuln_id_from_tool',
  'scanner_confidence',
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
] as const;
export type GenericField = (typeof genericFields)[number];

const known: ReadonlySet<string> = new Set(genericFields);

export function isGenericField(name: string): name is GenericField {
  return known.has(name);
}

/** Fields of which a row may fill several columns, or an entry several values; of the others the first that holds something counts. */
const listFields: ReadonlySet<GenericField> = new Set<GenericField>([
  'cve',
  'cwe',
  'vulnerability_ids',
  'references',
  'endpoints',
]);

export function isListField(field: GenericField): boolean {
  return listFields.has(field);
}

/** Column names that are common in spreadsheets, beside the field names themselves. */
const columnNames: ReadonlyMap<string, GenericField> = new Map<string, GenericField>([
  ...genericFields.map((field): [string, GenericField] => [squeezed(field), field]),
  ['cweid', 'cwe'],
  ['cveid', 'cve'],
  ['falsepositive', 'false_p'],
  ['riskaccepted', 'risk_accepted'],
  ['outofscope', 'out_of_scope'],
  ['ismitigated', 'is_mitigated'],
  ['mitigateddate', 'mitigated'],
  ['endpoint', 'endpoints'],
  ['hostname', 'host'],
  ['ipaddress', 'ip'],
  ['parameter', 'param'],
  ['file', 'file_path'],
  ['path', 'file_path'],
  ['linenumber', 'line'],
  ['component', 'component_name'],
  ['version', 'component_version'],
  ['purl', 'component_purl'],
  ['fixedversion', 'fix_version'],
  ['remediation', 'mitigation'],
  ['solution', 'mitigation'],
  ['recommendation', 'mitigation'],
  ['uniqueid', 'unique_id_from_tool'],
  ['ruleid', 'vuln_id_from_tool'],
  ['vulnid', 'vuln_id_from_tool'],
  ['cvssv3vector', 'cvssv3'],
  ['cvssv4vector', 'cvssv4'],
  ['class', 'result_class'],
]);

/** The field that a column holds, undefined for a column the format does not know. */
export function fieldOfColumn(column: string): GenericField | undefined {
  return columnNames.get(squeezed(column));
}

function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}
