import type { ReadCtx } from '../../platform/db/ctx.ts';
import { type ChainFault, type ChainPoint, chainStart, verifyRows } from './chain.ts';
import { selectChain, selectHead } from './store.ts';

export interface ChainReport {
  readonly intact: boolean;
  /** Entries that were recomputed and fit. */
  readonly checked: number;
  /** Entries that there should be. */
  readonly entries: number;
  /** First entry that does not fit; its number, and 'HEAD' when entries are missing at the end or the head was changed. */
  readonly fault: { readonly seq: number; readonly kind: ChainFault | 'HEAD' } | null;
}

const batchSize = 1_000;

/** Recomputes the tenant's whole chain in one snapshot, a batch at a time, and compares its end with the head. */
export async function verifyChain(ctx: ReadCtx): Promise<ChainReport> {
  return verifyFrom(ctx, chainStart);
}

/** As `verifyChain`, over the newest entries only: for a look that must be quick. */
export async function verifyChainEnd(ctx: ReadCtx, newest: number): Promise<ChainReport> {
  const head = await selectHead(ctx);
  if (head.seq <= newest) return verifyChain(ctx);
  const [before] = await selectChain(ctx, head.seq - newest - 1, 1);
  return before ? verifyFrom(ctx, { seq: before.seq, hash: before.hash }) : verifyChain(ctx);
}

async function verifyFrom(ctx: ReadCtx, from: ChainPoint): Promise<ChainReport> {
  const head = await selectHead(ctx);
  let end = from;
  for (;;) {
    const rows = await selectChain(ctx, end.seq, batchSize);
    const verdict = verifyRows(rows, end);
    const done = { entries: head.seq, checked: end.seq - from.seq };
    if (!verdict.intact) {
      const { seq, fault: kind, index } = verdict;
      return { ...done, intact: false, checked: done.checked + index, fault: { seq, kind } };
    }
    end = verdict.end;
    if (rows.length === batchSize) continue;
    const checked = end.seq - from.seq;
    const fits = end.seq === head.seq && end.hash === head.hash;
    return {
      intact: fits,
      checked,
      entries: head.seq,
      fault: fits ? null : { seq: Math.min(end.seq, head.seq) + 1, kind: 'HEAD' },
    };
  }
}
