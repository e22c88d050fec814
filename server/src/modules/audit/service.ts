import type { DataOf, QueryOf } from '../../kernel/operation.ts';
import { decodeCursor, defaultLimit, encodeCursor } from '../../kernel/pagination.ts';
import { realTime } from '../../kernel/time.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import { bodyOf } from './chain.ts';
import type { listAuditEvents } from './contract.ts';
import { type AuditRow, selectEntries } from './store.ts';

type AuditData = DataOf<typeof listAuditEvents>;
type AuditEvent = AuditData['items'][number];

/** One page of the tenant's audit log. */
export async function auditPage(ctx: ReadCtx, query: QueryOf<typeof listAuditEvents>): Promise<AuditData> {
  const { limit = defaultLimit, cursor, sort, subjectType, subjectId, actorId } = query;
  const from = query.from && realTime('querystring.from', query.from);
  const to = query.to && realTime('querystring.to', query.to);
  const order = sort?.[0] ?? '-seq';
  const place = cursor === undefined ? undefined : decodeCursor(cursor, `audit ${order}`, ['number'])[0];
  const filter = { types: query.type ?? [], subjectType, subjectId, actorId, from, to };
  const beyond = place === undefined ? undefined : Number(place);
  const rows = await selectEntries(ctx, {
    ...filter,
    beyond,
    descending: order.startsWith('-'),
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(present),
    page: { limit, nextCursor: last ? encodeCursor(`audit ${order}`, [String(last.seq)]) : null },
  };
}

function present(row: AuditRow): AuditEvent {
  const { data } = bodyOf(row.body);
  return {
    id: row.entryId,
    seq: row.seq,
    at: row.at,
    type: row.type,
    subject: { type: row.subjectType, id: row.subjectId },
    actor: { kind: actorKind(row.actorKind), id: row.actorId, name: row.actorName },
    requestId: row.requestId,
    data: typeof data === 'object' && data !== null ? { ...data } : {},
    hash: row.hash,
  };
}

function actorKind(kind: string): AuditEvent['actor']['kind'] {
  return kind === 'USER' || kind === 'API_KEY' || kind === 'SYSTEM' ? kind : 'ANONYMOUS';
}
