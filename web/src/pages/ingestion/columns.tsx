import { Link } from '@tanstack/react-router';
import type { Job } from '../../api/schema.ts';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import type { Column } from '../../ui/table/columns.ts';
import { When } from '../../ui/when.tsx';
import { JobStateLabel } from './job-state.tsx';

export const columns: readonly Column<Job>[] = [
  {
    id: 'file',
    title: t('ingestion.report'),
    fixed: true,
    cell: (row) => (
      <Link
        from="/t/$tenantId/ingestion"
        to="./$jobId"
        params={{ jobId: row.id }}
        className="rounded-sm font-medium no-underline"
      >
        {row.fileName ?? t('ingestion.unnamed')}
      </Link>
    ),
  },
  {
    id: 'state',
    title: t('ingestion.state'),
    width: 184,
    narrow: true,
    cell: (row) => <JobStateLabel job={row} />,
  },
  {
    id: 'tool',
    title: t('ingestion.tool'),
    width: 216,
    cell: (row) => row.toolName ?? row.tool ?? t('ui.none'),
  },
  { id: 'scope', title: t('ingestion.scope'), width: 132, cell: (row) => row.scopeKey ?? t('ui.none') },
  {
    id: 'findings',
    title: t('ingestion.findings'),
    width: 84,
    align: 'end',
    cell: (row) => (row.extractedAt ? formatNumber(row.counts.extracted) : t('ui.none')),
  },
  {
    id: 'size',
    title: t('ingestion.size'),
    width: 88,
    align: 'end',
    cell: (row) => formatBytes(row.sizeBytes),
  },
  { id: 'by', title: t('ingestion.by'), width: 132, cell: (row) => row.createdBy.name },
  { id: 'at', title: t('ingestion.at'), width: 140, cell: (row) => <When at={row.createdAt} /> },
];
