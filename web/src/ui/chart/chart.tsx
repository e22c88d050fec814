import { type ReactNode, useEffect, useRef, useState } from 'react';
import { classes } from '../../shared/classes.ts';
import { t } from '../../shared/i18n.ts';
import { useTheme } from '../../shared/theme.ts';
import { IconButton } from '../button.tsx';
import { Panel } from '../page.tsx';
import { Skeleton } from '../states.tsx';
import type { ChartOption } from './echarts.ts';
import { type ChartLook, readPalette } from './palette.ts';

export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface ChartPanelProps {
  readonly title: string;
  /** One sentence that says what the picture shows; read out instead of it. */
  readonly summary: string;
  readonly option: (look: ChartLook) => ChartOption;
  readonly table: ChartTable;
  readonly actions?: ReactNode;
  /** A mark on the chart was pressed: its number among the marks. */
  readonly onPickMark?: (index: number) => void;
  readonly className?: string;
  readonly heightClass?: string;
}

/** A chart with its numbers one press away. */
export function ChartPanel({
  title,
  summary,
  option,
  table,
  actions,
  onPickMark,
  className,
  heightClass = 'h-full min-h-64',
}: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      {...(className ? { className } : {})}
      actions={
        <>
          {actions}
          <IconButton
            size="small"
            icon={asTable ? 'activity' : 'table'}
            label={asTable ? t('ui.showChart') : t('ui.showTable')}
            onClick={() => setAsTable(!asTable)}
          />
        </>
      }
    >
      {asTable ? (
        <ChartNumbers table={table} title={title} heightClass={heightClass} />
      ) : (
        <Picture summary={summary} option={option} onPickMark={onPickMark} heightClass={heightClass} />
      )}
    </Panel>
  );
}

/** Pixels; below, direct labels of events would stand on each other. */
const wideFrom = 480;

interface PictureProps {
  readonly summary: string;
  readonly option: (look: ChartLook) => ChartOption;
  readonly onPickMark: ((index: number) => void) | undefined;
  readonly heightClass: string;
}

function Picture({ summary, option, onPickMark, heightClass }: PictureProps) {
  const holder = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const [ready, setReady] = useState(false);
  const latest = useRef({ option, onPickMark });
  latest.current = { option, onPickMark };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme means other colours, read anew from the page
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let dispose = () => {};
    let gone = false;
    void import('./echarts.ts').then(({ newChart }) => {
      if (gone) return;
      const chart = newChart(element);
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const wide = element.clientWidth >= wideFrom;
      chart.setOption(latest.current.option({ palette: readPalette(), still, wide }));
      setReady(true);
      chart.on('click', (event) => {
        if (event.componentType === 'markPoint') latest.current.onPickMark?.(event.dataIndex);
      });
      const resize = new ResizeObserver(() => chart.resize());
      resize.observe(element);
      dispose = () => {
        resize.disconnect();
        chart.dispose();
      };
    });
    return () => {
      gone = true;
      dispose();
    };
  }, [option, theme]);
  return (
    <div className={classes('relative w-full', heightClass)} aria-busy={!ready}>
      <div ref={holder} role="img" aria-label={summary} className="absolute inset-0" />
      {ready ? null : <Skeleton className="absolute inset-0 h-full" />}
    </div>
  );
}

interface ChartNumbersProps {
  readonly table: ChartTable;
  readonly title: string;
  readonly heightClass: string;
}

function ChartNumbers({ table, title, heightClass }: ChartNumbersProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes('overflow-auto', heightClass)} aria-label={title} tabIndex={0}>
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {table.head.map((cell, index) => (
              <th
                key={cell}
                scope="col"
                className={classes(
                  'border-b border-line py-1.5 text-label font-medium text-muted',
                  index > 0 && 'text-right',
                )}
              >
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.join('|')}>
              {row.map((cell, index) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells are told apart by their column
                  key={index}
                  className={classes('border-b border-line py-1.5', index > 0 && 'tabular text-right')}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
