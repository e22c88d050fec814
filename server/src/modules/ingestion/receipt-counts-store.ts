import type pg from 'pg';
import { exclusions, overrides } from './diff/incoming.ts';
import type { JobRow } from './store.ts';

export interface StageCounts {
  readonly total: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly bySeverity: Readonly<Record<string, number>>;
}

/**
 * Where the rows of a report went, counted from what is stored and not from what the parser said. For every class and severity:
 * classified = excluded + negative + merged + identities; stored and classified differ by what a person classed otherwise.
 */
export interface ReceiptCounts {
  readonly stored: StageCounts;
  readonly classified: StageCounts;
  readonly excluded: StageCounts;
  readonly negative: StageCounts;
  /** Rows that state the same as another one and went into it. */
  readonly merged: StageCounts;
  readonly identities: StageCounts;
  /** Entries of the register outside the lifecycle that the report no longer has; part of `effect.RECORDED`. */
  readonly recordedAbsent: number;
}

interface Cell {
  readonly own: string;
  readonly class: string;
  readonly severity: string;
  readonly kept: boolean;
  readonly n: number;
}

/** Needs `incoming` and `planned`. */
export async function receiptCounts(client: pg.PoolClient, job: JobRow): Promise<ReceiptCounts> {
  const { rows } = await client.query<Cell>(
    `select f.class as own, coalesce(o.class::result_class, f.class) as class, f.severity, true ${exclusions} as kept, count(*)::int as n
       from findings f ${overrides}
      where f.extraction_id = $1 group by 1, 2, 3, 4`,
    [job.extractionId, JSON.stringify(job.classOverrides), JSON.stringify(job.exclusions)],
  );
  const found = await client.query<Pick<Cell, 'class' | 'severity' | 'n'>>(
    'select class, severity, count(*)::int as n from incoming group by 1, 2',
  );
  const absent = await client.query<{ n: number }>(
    `select count(*)::int as n from planned where change = 'RECORDED' and ordinal is null`,
  );
  const brought = rows.filter((row) => row.kept && row.class !== 'NEGATIVE_RESULT');
  const leading = found.rows.map((row) => ({ ...row, n: -row.n }));
  return {
    stored: stage(rows.map((row) => ({ ...row, class: row.own }))),
    classified: stage(rows),
    excluded: stage(rows.filter((row) => !row.kept)),
    negative: stage(rows.filter((row) => row.kept && row.class === 'NEGATIVE_RESULT')),
    merged: stage([...brought, ...leading]),
    identities: stage(found.rows),
    recordedAbsent: absent.rows[0]?.n ?? 0,
  };
}

const classes = ['VULNERABILITY', 'EXPOSURE_SIGNAL', 'INFORMATIONAL', 'NEGATIVE_RESULT'] as const;
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

function stage(cells: readonly Pick<Cell, 'class' | 'severity' | 'n'>[]): StageCounts {
  const sum = (some: typeof cells) => some.reduce((total, { n }) => total + n, 0);
  const counts = (words: readonly string[], of: 'class' | 'severity') =>
    Object.fromEntries(words.map((word) => [word, sum(cells.filter((cell) => cell[of] === word))]));
  return { total: sum(cells), byClass: counts(classes, 'class'), bySeverity: counts(severities, 'severity') };
}

/** As the parser counted, with the words it did not need. */
export function statedStage(counts: StageCounts): StageCounts {
  const filled = (words: readonly string[], given: Readonly<Record<string, number>>) =>
    Object.fromEntries(words.map((word) => [word, given[word] ?? 0]));
  return {
    total: counts.total,
    byClass: filled(classes, counts.byClass),
    bySeverity: filled(severities, counts.bySeverity),
  };
}
