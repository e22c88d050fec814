import type { ProwlerResult } from '../mapping/prowler.ts';
import { columnKeys, type TableRow } from '../mapping/table.ts';

const mappedColumns = columnKeys(
  'CHECK_ID',
  'CHECK_TITLE',
  'TITLE_TEXT',
  'STATUS_EXTENDED',
  'CHECK_RESULT_EXTENDED',
  'SEVERITY',
  'CHECK_SEVERITY',
  'FINDING_UID',
  'FINDING_UNIQUE_ID',
  'DESCRIPTION',
  'RISK',
  'CHECK_RISK',
  'REMEDIATION_RECOMMENDATION_TEXT',
  'CHECK_REMEDIATION',
  'RELATED_URL',
  'REMEDIATION_RECOMMENDATION_URL',
  'ADDITIONAL_URLS',
  'CHECK_DOC',
  'PROWLER_VERSION',
);

/** The columns of every version, the newest name first. */
export function resultOfRow(row: TableRow, where: string): ProwlerResult {
  const urls = ['RELATED_URL', 'REMEDIATION_RECOMMENDATION_URL', 'CHECK_DOC', 'ADDITIONAL_URLS'];
  const categories = row.text('CATEGORIES')?.split(/[|,]/) ?? [];
  return {
    where,
    checkId: row.text('CHECK_ID', 'TITLE_ID'),
    title: row.text('CHECK_TITLE', 'TITLE_TEXT'),
    status: row.text('STATUS', 'CHECK_RESULT', 'RESULT'),
    message: row.text('STATUS_EXTENDED', 'CHECK_RESULT_EXTENDED', 'NOTES'),
    severity: row.text('SEVERITY', 'CHECK_SEVERITY'),
    muted: row.text('MUTED'),
    account: row.text('ACCOUNT_UID', 'ACCOUNT_ID', 'ACCOUNT_NUM', 'SUBSCRIPTION', 'PROJECT_ID', 'CONTEXT'),
    region: row.text('REGION', 'LOCATION', 'NAMESPACE'),
    resource: row.text('RESOURCE_UID', 'RESOURCE_ARN', 'RESOURCE_ID', 'CHECK_RESOURCE_ID', 'RESOURCE_NAME'),
    uniqueId: row.text('FINDING_UID', 'FINDING_UNIQUE_ID'),
    description: row.text('DESCRIPTION'),
    risk: row.text('RISK', 'CHECK_RISK'),
    remediation: row.text('REMEDIATION_RECOMMENDATION_TEXT', 'CHECK_REMEDIATION'),
    urls: urls.flatMap((name) => row.text(name)?.split(/\s*\|\s*|\s+/) ?? []),
    tags: [
      row.text('SERVICE_NAME', 'CHECK_SERVICENAME'),
      ...categories.map((tag) => tag.trim()).filter(Boolean),
    ],
    time: row.text('TIMESTAMP', 'ASSESSMENT_START_TIME', 'PROWLER_START_TIME'),
    sourceData: row.others(mappedColumns),
  };
}
