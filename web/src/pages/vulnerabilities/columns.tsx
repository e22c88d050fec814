import { Link } from '@tanstack/react-router';
import type { Vulnerability } from '../../api/schema.ts';
import { formatDay, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Tag } from '../../ui/chip.tsx';
import { SeverityLabel } from '../../ui/severity.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { When } from '../../ui/when.tsx';
import { DueLabel } from './due-label.tsx';
import { StatusLabel } from './status-label.tsx';

export const columns: readonly Column<Vulnerability>[] = [
  {
    id: 'severity',
    title: t('vulns.severity'),
    width: 100,
    sort: 'severity',
    narrow: 92,
    fixed: true,
    cell: (row) => <SeverityLabel severity={row.severity} />,
    text: (row) => row.severity,
  },
  {
    id: 'title',
    title: t('vulns.title'),
    sort: 'title',
    fixed: true,
    cell: (row) => <TitleCell row={row} />,
    text: (row) => row.title,
  },
  {
    id: 'asset',
    title: t('vulns.asset'),
    width: 200,
    sort: 'asset',
    cell: (row) => row.asset.name,
    text: (row) => row.asset.name,
  },
  {
    id: 'criticality',
    title: t('vulns.criticality'),
    width: 92,
    sort: 'criticality',
    align: 'end',
    optional: true,
    cell: (row) => row.asset.criticality,
    text: (row) => String(row.asset.criticality),
  },
  {
    id: 'status',
    title: t('vulns.status'),
    width: 112,
    sort: 'status',
    cell: (row) => (row.status ? <StatusLabel status={row.status} /> : t('ui.none')),
    text: (row) => row.status ?? '',
  },
  {
    id: 'owner',
    title: t('vulns.owner'),
    width: 124,
    cell: (row) => row.owner?.displayName ?? <span className="text-faint">{t('ui.unassigned')}</span>,
    text: (row) => row.owner?.displayName ?? '',
  },
  {
    id: 'due',
    title: t('vulns.due'),
    width: 112,
    sort: 'dueAt',
    cell: (row) => <DueLabel dueAt={row.dueAt} slaState={row.slaState} />,
    text: (row) => row.dueAt ?? '',
  },
  {
    id: 'epss',
    title: t('vulns.epss'),
    width: 72,
    sort: 'epss',
    align: 'end',
    cell: (row) =>
      row.epss ? formatShare(row.epss.probability) : <span className="text-faint">{t('ui.none')}</span>,
    text: (row) => (row.epss ? String(row.epss.probability) : ''),
  },
  {
    id: 'cves',
    title: t('vulns.cves'),
    width: 140,
    optional: true,
    cell: (row) => row.cves.join(', '),
    text: (row) => row.cves.join(' '),
  },
  {
    id: 'source',
    title: t('vulns.sources'),
    width: 110,
    optional: true,
    cell: (row) => row.sources.join(', '),
    text: (row) => row.sources.join(' '),
  },
  {
    id: 'firstSeen',
    title: t('vulns.firstSeen'),
    width: 116,
    sort: 'firstSeenAt',
    optional: true,
    cell: (row) => <When at={row.firstSeenAt} form="day" />,
    text: (row) => row.firstSeenAt,
  },
  {
    id: 'lastSeen',
    title: t('vulns.lastSeen'),
    width: 116,
    sort: 'lastSeenAt',
    optional: true,
    cell: (row) => <span title={row.lastSeenAt}>{formatDay(row.lastSeenAt)}</span>,
    text: (row) => row.lastSeenAt,
  },
];

function TitleCell({ row }: { readonly row: Vulnerability }) {
  return (
    <span className="flex items-center gap-2">
      <Link
        from="/t/$tenantId/vulnerabilities"
        to="./$vulnerabilityId"
        params={{ vulnerabilityId: row.id }}
        search={(search) => search}
        className="truncate rounded-sm font-medium no-underline"
      >
        {row.title}
      </Link>
      {row.component ? (
        <span className="max-w-40 shrink-0 truncate text-muted max-lg:hidden">{row.component.name}</span>
      ) : null}
      {row.kev ? <Tag tone="alert">{t('vulns.kevTag')}</Tag> : null}
      {row.recurrences > 0 ? <Tag>{t('vulns.recurringTag', { count: row.recurrences })}</Tag> : null}
    </span>
  );
}
