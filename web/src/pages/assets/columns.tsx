import { Link } from '@tanstack/react-router';
import type { Asset } from '../../api/schema.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import type { Column } from '../../ui/table/columns.ts';
import { When } from '../../ui/when.tsx';
import { SeverityBar } from './severity-bar.tsx';

export const columns: readonly Column<Asset>[] = [
  {
    id: 'name',
    title: t('assets.name'),
    sort: 'name',
    fixed: true,
    cell: (row) => (
      <Link
        from="/t/$tenantId/assets"
        to="./$assetId"
        params={{ assetId: row.id }}
        search={(search) => search}
        className="rounded-sm font-medium no-underline"
      >
        {row.name}
      </Link>
    ),
    text: (row) => row.name,
  },
  {
    id: 'kind',
    title: t('assets.kind'),
    width: 124,
    cell: (row) => t(`kind.${row.kind}`),
    text: (row) => row.kind,
  },
  {
    id: 'criticality',
    title: t('assets.criticality'),
    width: 136,
    sort: 'criticality',
    cell: (row) => <Criticality value={row.criticality} />,
    text: (row) => String(row.criticality),
  },
  {
    id: 'exposure',
    title: t('assets.exposure'),
    width: 92,
    cell: (row) =>
      row.exposure === 'UNKNOWN' ? (
        <span className="text-faint">{t('ui.none')}</span>
      ) : (
        t(`exposure.${row.exposure}`)
      ),
    text: (row) => row.exposure,
  },
  {
    id: 'data',
    title: t('assets.dataClass'),
    width: 110,
    optional: true,
    cell: (row) => t(`data.${row.dataClass}`),
    text: (row) => row.dataClass,
  },
  {
    id: 'open',
    title: t('assets.open'),
    width: 78,
    align: 'end',
    sort: 'openTotal',
    narrow: true,
    cell: (row) => formatNumber(row.openTotal),
    text: (row) => String(row.openTotal),
  },
  {
    id: 'bySeverity',
    title: t('assets.openBySeverity'),
    width: 144,
    cell: (row) => <SeverityBar counts={row.openBySeverity} />,
  },
  {
    id: 'kev',
    title: t('assets.kev'),
    width: 62,
    align: 'end',
    cell: (row) => <Count value={row.kevOpen} />,
    text: (row) => String(row.kevOpen),
  },
  {
    id: 'late',
    title: t('assets.late'),
    width: 62,
    align: 'end',
    cell: (row) => <Count value={row.slaBreached} />,
    text: (row) => String(row.slaBreached),
  },
  {
    id: 'owner',
    title: t('assets.owner'),
    width: 122,
    cell: (row) => row.owner?.displayName ?? <span className="text-faint">{t('ui.unassigned')}</span>,
    text: (row) => row.owner?.displayName ?? '',
  },
  {
    id: 'lastSeen',
    title: t('assets.lastSeen'),
    width: 124,
    sort: 'lastSeenAt',
    cell: (row) => <When at={row.lastSeenAt} form="day" />,
    text: (row) => row.lastSeenAt ?? '',
  },
];

function Count({ value }: { readonly value: number }) {
  if (value === 0) return <span className="text-faint">{t('ui.none')}</span>;
  return <span className="font-medium text-critical-text">{formatNumber(value)}</span>;
}

const steps = [1, 2, 3, 4, 5] as const;

/** Five steps and the word, so that it does not hang on colour. */
export function Criticality({ value }: { readonly value: number }) {
  const step = steps.find((each) => each === value) ?? 3;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span className="flex gap-px" aria-hidden="true">
        {steps.map((each) => (
          <span key={each} className={each <= step ? 'h-2.5 w-1 bg-muted' : 'h-2.5 w-1 bg-line'} />
        ))}
      </span>
      {t(`criticality.${step}`).replace(/^\d · /, '')}
    </span>
  );
}
