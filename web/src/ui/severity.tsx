import { classes } from '../shared/classes.ts';
import { tWord } from '../shared/i18n.ts';

export const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
export type Severity = (typeof severities)[number];

export function isSeverity(word: string): word is Severity {
  return severities.some((severity) => severity === word);
}

/** Shape, colour and letter together, so that it holds in grey print and for colour-blind readers. */
const marks: Record<Severity, { shape: string; fill: string; ink: string; letterY: number }> = {
  CRITICAL: {
    shape: 'M9 .5 17.500 9 9 17.500.500 9z',
    fill: 'fill-critical',
    ink: 'fill-[var(--on-severity)]',
    letterY: 12.3,
  },
  HIGH: {
    shape: 'M9 1 17.600 16.500H.4z',
    fill: 'fill-high',
    ink: 'fill-[var(--on-severity)]',
    letterY: 14.3,
  },
  MEDIUM: {
    shape: 'M9 1a8 8 0 1 1 0 16A8 8 0 0 1 9 1z',
    fill: 'fill-medium',
    ink: 'fill-[var(--on-medium)]',
    letterY: 12.2,
  },
  LOW: { shape: 'M9 17 17.600 1.500H.4z', fill: 'fill-low', ink: 'fill-[var(--on-severity)]', letterY: 9.8 },
  INFO: {
    shape: 'M9 1a8 8 0 1 1 0 16A8 8 0 0 1 9 1zm0 1.600a6.400 6.400 0 1 0 0 12.800A6.400 6.400 0 0 0 9 2.600z',
    fill: 'fill-info',
    ink: 'fill-info-text',
    letterY: 12.3,
  },
};

export function SeverityMark({
  severity,
  className,
}: {
  readonly severity: Severity;
  readonly className?: string;
}) {
  const mark = marks[severity];
  return (
    <svg viewBox="0 0 18 18" className={classes('size-[18px] shrink-0', className)} aria-hidden="true">
      <path d={mark.shape} className={mark.fill} fillRule="evenodd" />
      <text
        x="9"
        y={mark.letterY}
        textAnchor="middle"
        className={classes('text-[8.500px] font-bold', mark.ink)}
      >
        {severity.charAt(0)}
      </text>
    </svg>
  );
}

/** Mark and word. `short` keeps the word for assistive technology only. */
export function SeverityLabel({
  severity,
  short = false,
}: {
  readonly severity: string;
  readonly short?: boolean;
}) {
  if (!isSeverity(severity)) return <span>{tWord('severity', severity)}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap">
      <SeverityMark severity={severity} />
      <span className={short ? 'sr-only' : undefined}>{tWord('severity', severity)}</span>
    </span>
  );
}
