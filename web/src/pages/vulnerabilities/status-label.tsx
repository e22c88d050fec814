import type { VulnerabilityStatus } from '../../api/schema.ts';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';

/** How far through the lifecycle: an empty ring, half, full, or set aside. */
const shapes: Record<VulnerabilityStatus, { readonly className: string; readonly path: string }> = {
  OPEN: { className: 'text-muted', path: '' },
  CLIENT_FIXED: { className: 'text-accent', path: 'M7 3.500a3.500 3.500 0 0 1 0 7z' },
  VERIFIED: { className: 'text-good', path: 'M7 3.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7z' },
  RISK_ACCEPTED: { className: 'text-muted', path: 'M5 4.500h1.300v5H5zM7.700 4.500H9v5H7.700z' },
  FALSE_POSITIVE: { className: 'text-faint', path: 'M4.300 6.400h5.400v1.200H4.300z' },
};

export function StatusLabel({ status }: { readonly status: VulnerabilityStatus }) {
  const shape = shapes[status];
  return (
    <span className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap">
      <svg viewBox="0 0 14 14" className={classes('size-3.5 shrink-0', shape.className)} aria-hidden="true">
        <circle cx="7" cy="7" r="5.600" fill="none" stroke="currentColor" strokeWidth="1.400" />
        {shape.path ? <path d={shape.path} fill="currentColor" /> : null}
      </svg>
      {t(`status.${status}`)}
    </span>
  );
}
