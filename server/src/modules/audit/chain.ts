import { createHash } from 'node:crypto';

/**
 * Pure verifier of a tenant's audit chain. It recomputes what `append_log` of the first migration did:
 * hash = SHA-256(previous hash ‖ seq as 8 bytes big-endian ‖ SHA-256(body)), from 32 zero bytes on.
 */

/** One row of `audit_log` as exported: the hashed body, and the columns that only serve filters. */
export interface ChainRow {
  readonly seq: number;
  readonly entryId: string;
  readonly at: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly requestId: string | null;
  /** Canonical JSON of the entry. */
  readonly body: string;
  /** Hex. */
  readonly hash: string;
}

/** Where a run of rows begins or ends. */
export interface ChainPoint {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

export const chainStart: ChainPoint = { seq: 0, hash: '0'.repeat(64) };

export type ChainFault =
  /** A number is missing, repeated or out of order. */
  | 'NUMBER'
  /** Body or hash is not what was appended here. */
  | 'HASH'
  /** The columns say something else than the hashed body. */
  | 'COLUMNS';

export type ChainVerdict =
  | { readonly intact: true; readonly end: ChainPoint }
  /** `index` counts from 0 in the rows given: the first row that does not fit. */
  | { readonly intact: false; readonly index: number; readonly seq: number; readonly fault: ChainFault };

/** Whether these rows follow each other and the point before them, without a gap and unchanged. */
export function verifyRows(rows: Iterable<ChainRow>, from: ChainPoint = chainStart): ChainVerdict {
  let end = from;
  let index = 0;
  for (const row of rows) {
    const fault = faultOf(row, end);
    if (fault) return { intact: false, index, seq: row.seq, fault };
    end = { seq: row.seq, hash: row.hash };
    index += 1;
  }
  return { intact: true, end };
}

function faultOf(row: ChainRow, before: ChainPoint): ChainFault | undefined {
  if (row.seq !== before.seq + 1) return 'NUMBER';
  if (linkHash(before.hash, row.seq, row.body) !== row.hash) return 'HASH';
  return columnsAgree(row) ? undefined : 'COLUMNS';
}

/** Hex of the hash that an entry gets after `previous` (hex). */
export function linkHash(previous: string, seq: number, body: string): string {
  const number = Buffer.alloc(8);
  number.writeBigInt64BE(BigInt(seq));
  const bodyHash = createHash('sha256').update(body, 'utf8').digest();
  return createHash('sha256')
    .update(Buffer.from(previous, 'hex'))
    .update(number)
    .update(bodyHash)
    .digest('hex');
}

function columnsAgree(row: ChainRow): boolean {
  const { id, at, type, subject, actor, requestId } = bodyOf(row.body);
  return (
    id === row.entryId &&
    at === row.at &&
    type === row.type &&
    fieldsOf(subject).type === row.subjectType &&
    fieldsOf(subject).id === row.subjectId &&
    fieldsOf(actor).kind === row.actorKind &&
    fieldsOf(actor).id === row.actorId &&
    requestId === row.requestId
  );
}

/** The entry that a body holds; an unreadable one has no fields. */
export function bodyOf(body: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(body));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
