import { Link } from '@tanstack/react-router';
import type { Job, PreviewItem } from '../../api/schema.ts';
import { formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Tag } from '../../ui/chip.tsx';
import { SeverityLabel } from '../../ui/severity.tsx';
import type { Column } from '../../ui/table/columns.ts';

const columns: readonly Column<PreviewItem>[] = [
  {
    id: 'change',
    title: t('ingestion.change'),
    width: 120,
    narrow: true,
    fixed: true,
    cell: (row) => t(`change.${row.change}`),
  },
  {
    id: 'severity',
    title: t('vulns.severity'),
    width: 104,
    cell: (row) => <SeverityLabel severity={row.severity} />,
  },
  { id: 'title', title: t('vulns.title'), fixed: true, cell: (row) => <TitleCell row={row} /> },
  {
    id: 'asset',
    title: t('vulns.asset'),
    width: 200,
    cell: (row) => (
      <span className="flex items-center gap-2">
        <span className="truncate">{row.asset.name}</span>
        {row.asset.isNew ? <Tag>{t('ingestion.newAsset')}</Tag> : null}
      </span>
    ),
  },
  {
    id: 'why',
    title: t('ingestion.reason'),
    width: 300,
    cell: (row) => {
      const words = row.reasons.map((reason) => reason.message).join(' ');
      return (
        <span className="text-muted" title={words}>
          {words}
        </span>
      );
    },
  },
];

/** Where a finding that was recognised in prose stands, and how sure that is: somebody checks it beside the report. */
const fromProse: readonly Column<PreviewItem>[] = [
  { id: 'where', title: t('ingestion.place'), width: 110, cell: (row) => row.where ?? t('ui.none') },
  {
    id: 'confidence',
    title: t('ingestion.confidence'),
    width: 104,
    align: 'end',
    cell: (row) => (row.confidence === null ? t('ui.none') : formatShare(row.confidence)),
  },
];

/** Documents that people write, in which findings are recognised and not listed. */
export function isProse({ tool }: Pick<Job, 'tool'>): boolean {
  return tool?.startsWith('pentest-') === true;
}

export function previewColumns(job: Job): readonly Column<PreviewItem>[] {
  return isProse(job)
    ? columns.flatMap((column) => (column.id === 'asset' ? [...fromProse, column] : [column]))
    : columns;
}

function TitleCell({ row }: { readonly row: PreviewItem }) {
  const tenantId = useTenantId();
  const component = row.component ? <span className="text-muted">{` ${row.component.name}`}</span> : null;
  if (!row.vulnerabilityId) {
    return (
      <>
        <span className="font-medium">{row.title}</span>
        {component}
      </>
    );
  }
  return (
    <Link
      to="/t/$tenantId/vulnerabilities/$vulnerabilityId"
      params={{ tenantId, vulnerabilityId: row.vulnerabilityId }}
      className="rounded-sm font-medium no-underline hover:underline"
    >
      {row.title}
    </Link>
  );
}
