import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../platform/crypto/canonical.ts';
import { type ChainPoint, type ChainRow, chainStart, linkHash, verifyRows } from './chain.ts';

interface Exported {
  readonly rows: readonly ChainRow[];
  readonly head: ChainPoint;
}

/** Rows as `append_log` would have written them. */
function chainOf(texts: readonly string[]): Exported {
  let end = chainStart;
  const rows = texts.map((text, index) => {
    const row = rowOf(index + 1, text);
    const hash = linkHash(end.hash, row.seq, row.body);
    end = { seq: row.seq, hash };
    return { ...row, hash };
  });
  return { rows, head: end };
}

function rowOf(seq: number, text: string): Omit<ChainRow, 'hash'> {
  const columns = {
    entryId: `01985f2e-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    at: new Date(1_780_000_000_000 + seq * 1000).toISOString(),
    type: 'thing.changed',
    subjectType: 'thing',
    subjectId: String(seq % 7),
    actorKind: 'USER',
    actorId: `user-${seq % 3}`,
    requestId: seq % 5 === 0 ? null : `request-${seq}`,
  };
  const { entryId: id, at, type, subjectType, subjectId, actorKind, actorId, requestId } = columns;
  const subject = { type: subjectType, id: subjectId };
  const body = canonicalJson({
    id,
    at,
    type,
    subject,
    actor: { kind: actorKind, id: actorId },
    requestId,
    data: { text },
  });
  return { seq, ...columns, body };
}

/** Index of the first row that does not fit; the number of rows when only the head tells. Null: no alarm. */
function alarm({ rows, head }: Exported): number | null {
  const verdict = verifyRows(rows);
  if (!verdict.intact) return verdict.index;
  return verdict.end.seq === head.seq && verdict.end.hash === head.hash ? null : rows.length;
}

const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 2, maxLength: 40 });

describe('an exported audit chain', () => {
  it('raises no alarm in 100 honest runs', () => {
    fc.assert(
      fc.property(texts, (entries) => {
        expect(alarm(chainOf(entries))).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  it('goes on from any point in the middle', () => {
    const { rows, head } = chainOf(['a', 'b', 'c', 'd']);
    const [, second] = rows;
    expect(verifyRows(rows.slice(2), { seq: 2, hash: second?.hash ?? '' })).toEqual({
      intact: true,
      end: head,
    });
  });

  it('shows each of 1,000 random tamperings at the first row that does not fit', () => {
    const kinds = fc.constantFrom(...Object.keys(tamperings));
    fc.assert(
      fc.property(texts, kinds, fc.nat(), fc.nat(), (entries, kind, first, second) => {
        const honest = chainOf(entries);
        const n = honest.rows.length;
        const tampered = tamperings[kind]?.(honest, first % n, second % n);
        // A swap of a row with itself changes nothing.
        fc.pre(tampered !== undefined);
        expect({ kind, index: alarm(tampered) }).toEqual({ kind, index: tampered?.index });
      }),
      { numRuns: 1_000 },
    );
  });
});

type Tampered = Exported & { readonly index: number };
type Tampering = (honest: Exported, at: number, other: number) => Tampered | undefined;

function changed(honest: Exported, at: number, change: (row: ChainRow) => ChainRow): Tampered {
  return { ...honest, rows: honest.rows.map((row, index) => (index === at ? change(row) : row)), index: at };
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const tamperings: Readonly<Record<string, Tampering>> = {
  'a body is changed': (honest, at) =>
    changed(honest, at, (row) => ({ ...row, body: row.body.replace('"text":"', '"text":"x') })),
  'a hash is changed': (honest, at) => changed(honest, at, (row) => ({ ...row, hash: digest(row.hash) })),
  'a type is changed': (honest, at) => changed(honest, at, (row) => ({ ...row, type: 'thing.seen' })),
  'a subject is changed': (honest, at) =>
    changed(honest, at, (row) => ({ ...row, subjectId: `${row.subjectId}0` })),
  'an actor is changed': (honest, at) => changed(honest, at, (row) => ({ ...row, actorId: 'somebody-else' })),
  'a time is changed': (honest, at) =>
    changed(honest, at, (row) => ({ ...row, at: '2020-01-01T00:00:00.000Z' })),
  'a request is changed': (honest, at) => changed(honest, at, (row) => ({ ...row, requestId: 'another' })),
  'a number is changed': (honest, at) => changed(honest, at, (row) => ({ ...row, seq: row.seq + 1_000 })),
  'a row is taken out': (honest, at) => ({ ...honest, rows: honest.rows.toSpliced(at, 1), index: at }),
  'a row is repeated': (honest, at) => ({
    ...honest,
    rows: honest.rows.toSpliced(at, 0, ...honest.rows.slice(at, at + 1)),
    index: at + 1,
  }),
  'two rows are swapped': (honest, at, other) => {
    const [low, high] = [Math.min(at, other), Math.max(at, other)];
    if (low === high) return undefined;
    const rows = [...honest.rows];
    const [one, two] = [rows[low], rows[high]];
    if (!one || !two) return undefined;
    rows[low] = two;
    rows[high] = one;
    return { ...honest, rows, index: low };
  },
  // Whoever changes a row and makes its hash fit is told by the next row, or by the head.
  'a body is changed and its hash made anew': (honest, at) => {
    const before = honest.rows[at - 1]?.hash ?? chainStart.hash;
    const tampered = changed(honest, at, (row) => {
      const body = row.body.replace('"text":"', '"text":"x');
      return { ...row, body, hash: linkHash(before, row.seq, body) };
    });
    return { ...tampered, index: at + 1 };
  },
  'the rows after one are cut off': (honest, at) =>
    at + 1 < honest.rows.length
      ? { ...honest, rows: honest.rows.slice(0, at + 1), index: at + 1 }
      : undefined,
};
