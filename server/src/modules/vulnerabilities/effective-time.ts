import type { Status } from './lifecycle.ts';
import { inputText } from './messages.ts';

/** What a decision that took place earlier is laid beside; RFC 3339. */
export interface Dated {
  readonly firstSeenAt: string;
  /** When its present status began. */
  readonly statusChangedAt: string;
  readonly lastSeenAt: string;
}

/**
 * Why a decision cannot have taken place at `atMs`; undefined when it can. The order of the history is the order of what
 * happened, so nothing goes in before what stands there; and a fix that a later scan disproves was none, which keeps anybody
 * from meeting a due date afterwards.
 */
export function whyNotAt(row: Dated, to: Status, atMs: number): string | undefined {
  if (atMs < Date.parse(row.firstSeenAt)) return inputText.beforeFinding(row.firstSeenAt);
  if (atMs < Date.parse(row.statusChangedAt)) return inputText.beforeDecision(row.statusChangedAt);
  if (to === 'CLIENT_FIXED' && atMs < Date.parse(row.lastSeenAt))
    return inputText.seenAfterFix(row.lastSeenAt);
  return undefined;
}
