import type { Authority, Check } from '../store.ts';
import type { Declared } from './declared-store.ts';
import type { Facts } from './facts-store.ts';
import type { Neighbours } from './neighbours-store.ts';

/** What the gate looks at. */
export interface GateInput {
  readonly counts: { readonly source: number; readonly extracted: number; readonly rejectedRows: number };
  readonly facts: Facts;
  readonly neighbours: Neighbours;
  readonly declared: Declared;
  readonly authority: Authority | null;
  readonly scanAt: string;
  /** As the report states them. */
  readonly scanStartedAt: string | null;
  readonly scanFinishedAt: string | null;
  readonly scanInFuture: boolean;
  readonly lastScanAt: string | null;
  /** Whether reports of this tool can state what was scanned. */
  readonly absenceProves: boolean;
  readonly absenceCounts: boolean;
}

export type GateCheck = (input: GateInput) => Check | undefined;

/** "b.test", or "b.test and 4 more". */
export function named(name: string | null, count: number): string {
  return count > 1 ? `${name ?? '?'} and ${count - 1} more` : (name ?? '?');
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
