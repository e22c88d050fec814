import { columnKeys, type TableHeader } from '../mapping/table.ts';
import { columns as nessusColumns } from '../nessus-csv/columns.ts';

/** Columns beside those that a table of Nessus has too. */
export const columns = {
  url: ['URL', 'URI', 'Vulnerable URL', 'Page URL'],
  application: [
    'Application Name',
    'Web Application',
    'Application',
    'Target',
    'asset.name',
    'Asset Name',
    'Host',
  ],
  inputName: ['Input Name', 'input_name', 'Parameter'],
  inputType: ['Input Type', 'input_type'],
  method: ['HTTP Method', 'http_method', 'Request Method', 'Method'],
  payload: ['Payload'],
  proof: ['Proof'],
  // Headers carry cookies and tokens of the scan's user; they are not kept.
  headers: ['Request Headers', 'Response Headers', 'http_info.request_headers', 'http_info.response_headers'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const { inputType: _type, ...mapped } = columns;
export const mappedColumns = columnKeys(...Object.values(mapped).flat());

/** Whether a row is the header of an export, and how much it says so; 0 when it is none. */
export function confidenceOfHeader(header: TableHeader): number {
  if (!header.hasAny(...nessusColumns.plugin) || !header.hasAny(...columns.url)) return 0;
  if (!header.hasAny(...nessusColumns.name)) return 0;
  const isWeb = header.hasAny(
    ...columns.inputName,
    ...columns.inputType,
    ...columns.proof,
    ...columns.payload,
  );
  if (isWeb || header.hasAll('definition.id')) return 0.95;
  return header.hasAny(...nessusColumns.severity) ? 0.7 : 0;
}
