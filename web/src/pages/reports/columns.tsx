import { reportDownload } from '../../api/reports.ts';
import type { Report } from '../../api/schema.ts';
import { formatBytes, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { BandLabel } from '../../ui/band.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { When } from '../../ui/when.tsx';

export const columns: readonly Column<Report>[] = [
  {
    id: 'title',
    title: t('reports.title'),
    fixed: true,
    cell: (row) => (
      <span className="flex items-center gap-2">
        <Icon name="file" className="text-muted" />
        <span className="truncate font-medium">{row.title}</span>
      </span>
    ),
  },
  { id: 'type', title: t('reports.type'), width: 116, cell: (row) => t(`report.${row.reportType}`) },
  {
    id: 'score',
    title: t('overview.score'),
    width: 164,
    cell: (row) =>
      row.score === null ? (
        t('ui.none')
      ) : (
        <span className="flex items-center gap-3">
          <span className="tabular w-6 shrink-0 text-right font-semibold">{formatScore(row.score)}</span>
          {row.riskLevel ? <BandLabel band={row.riskLevel} /> : null}
        </span>
      ),
  },
  { id: 'asOf', title: t('reports.asOf'), width: 112, cell: (row) => <When at={row.asOf} form="day" /> },
  { id: 'by', title: t('reports.by'), width: 124, cell: (row) => row.createdBy.name },
  { id: 'at', title: t('reports.at'), width: 124, cell: (row) => <When at={row.createdAt} /> },
  { id: 'files', title: t('reports.files'), width: 150, narrow: true, cell: (row) => <Files report={row} /> },
];

function Files({ report }: { readonly report: Report }) {
  const tenantId = useTenantId();
  if (report.status === 'GENERATING') return <span className="text-muted">{t('reports.generating')}</span>;
  if (report.status === 'FAILED') {
    return (
      <span className="text-high-text" title={report.failure?.message}>
        {report.failure?.message ?? t('reports.failed')}
      </span>
    );
  }
  return (
    <span className="flex gap-1">
      {report.files.map((file) => (
        <a
          key={file.format}
          href={reportDownload(tenantId, report.id, file.format)}
          download={file.fileName}
          title={`${formatBytes(file.sizeBytes)} · SHA-256 ${file.sha256}`}
          aria-label={t('reports.download', { title: report.title, format: file.format.toUpperCase() })}
          className={buttonClass('secondary', 'small')}
        >
          {file.format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
