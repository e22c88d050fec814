import { notFound } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import type { Input } from '../../platform/http/handler.ts';
import type { getVulnerabilityHistory } from './contract.ts';
import { type HistoryRow, selectHistory } from './history-store.ts';
import { importReasonText } from './messages.ts';

type History = DataOf<typeof getVulnerabilityHistory>;
type Entry = History['items'][number];

/** @throws AppError NOT_FOUND */
export async function historyOf(
  ctx: ReadCtx,
  { params, query }: Input<typeof getVulnerabilityHistory>,
): Promise<History> {
  const page = await selectHistory(ctx, params.vulnerabilityId, query);
  if (!page.exists) throw notFound();
  return { items: page.rows.map(presentEntry), page: { limit: page.limit, nextCursor: page.nextCursor } };
}

const kinds = [
  'OPENED',
  'STATUS',
  'SEEN_AGAIN',
  'NOT_SEEN',
  'RECURRED',
  'FIX_CONFIRMED',
  'OWNER',
  'DUE_DATE',
  'SEVERITY',
  'ASSET',
  'TAGS',
  'NOTES',
  'CONTENT',
] as const;

function presentEntry(row: HistoryRow): Entry {
  return {
    id: row.id,
    at: row.at,
    recordedAt: row.recordedAt,
    kind: kindOf(row),
    actor: row.actor,
    from: row.data.from ?? row.data.previousSeverity ?? movedFrom(row),
    to: row.data.to ?? (row.data.previousSeverity === undefined ? movedTo(row) : (row.data.severity ?? null)),
    reason: reasonOf(row),
    expiresAt: row.expiresAt,
    evidenceIds: [...row.evidenceIds],
    cause: { kind: row.cause, jobId: row.data.jobId ?? null, assessmentId: row.assessmentId },
  };
}

/** A scan that no longer finds what was declared fixed confirms the fix. */
function kindOf({ kind, fromStatus }: HistoryRow): Entry['kind'] {
  if (kind === 'NOT_SEEN' && fromStatus === 'CLIENT_FIXED') return 'FIX_CONFIRMED';
  return kinds.find((word) => word === kind) ?? 'CONTENT';
}

function movedFrom({ fromStatus, toStatus }: HistoryRow): string | null {
  return fromStatus === toStatus ? null : fromStatus;
}

function movedTo({ fromStatus, toStatus }: HistoryRow): string | null {
  return fromStatus === toStatus ? null : toStatus;
}

/** Imports note their reasons as words of a fixed list; people write sentences. */
function reasonOf({ cause, reason }: HistoryRow): string | null {
  if (reason === '') return null;
  if (cause !== 'IMPORT') return reason;
  return reason
    .split(' ')
    .map((word) => importReasonText[word] ?? word)
    .join(' ');
}
