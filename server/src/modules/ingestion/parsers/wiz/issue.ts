import { referencesOf } from '../mapping/advisory.ts';
import { addCvesIn } from '../mapping/cve-text.ts';
import { findingOf } from '../mapping/finding.ts';
import { severityOrProblem } from '../mapping/severity.ts';
import { columnKeys, type TableRow } from '../mapping/table.ts';
import type { ParseSink, RawFinding } from '../parser.ts';
import { statusOf, timeOf } from './state.ts';

const mappedColumns = columnKeys(
  'Title',
  'Severity',
  'Description',
  'Remediation Recommendation',
  'Issue ID',
  'Wiz URL',
);

/** A row of the issues export: a control that a resource violates. Undefined without a title. */
export function findingOfIssue(row: TableRow, where: string, sink: ParseSink): RawFinding | undefined {
  const title = row.text('Title', 'Control Name', 'Rule Name');
  if (title === undefined) return undefined;
  const word = row.text('Severity') ?? '';
  const description = row.text('Description');
  const cves: string[] = [];
  addCvesIn(cves, title);
  addCvesIn(cves, description);
  const raw =
    row.text(
      'Resource external ID',
      'Resource ID',
      'Resource vertex ID',
      'Resource Name',
      'Subscription ID',
    ) ?? '';
  return findingOf({
    where,
    ruleId: row.text('Control ID', 'Rule ID') ?? title,
    toolUniqueId: row.text('Issue ID'),
    title,
    severity: severityOrProblem(sink, { word, where }),
    sourceSeverity: word,
    resultClass: cves.length > 0 ? 'VULNERABILITY' : 'EXPOSURE_SIGNAL',
    evidenceClass: 'DIRECT',
    target: raw === '' ? { kind: 'OTHER', raw } : { kind: 'CLOUD_RESOURCE', raw, reference: raw },
    description,
    remediation: row.text('Remediation Recommendation', 'Remediation'),
    references: referencesOf([row.text('Wiz URL'), row.text('Cloud Provider URL')]),
    cves,
    sourceStatus: statusOf(row.text('Status'), row.text('Resolution', 'Resolution Reason')),
    seenAt: timeOf(row.text('Last Detected', 'Updated At', 'Status Changed At', 'Created At')),
    tags: [row.text('Resource Type'), row.text('Resource Platform')].filter((tag) => tag !== undefined),
    sourceData: row.others(mappedColumns),
  });
}
