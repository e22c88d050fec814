import type { Severity } from '../../kernel/severity.ts';
import { slaDays } from '../vulnerabilities/facade.ts';
import type { FindingStatus } from './models/posture-1/weights.ts';

/** One entry of a vulnerability's history, as far as the score follows it. */
export interface PastEvent {
  readonly atMs: number;
  readonly kind: string;
  readonly fromStatus: string | null;
  readonly toStatus: string | null;
  /** Before a change by a person: the severity that counted, or the due date in RFC 3339. */
  readonly from: string | null;
  readonly to: string | null;
  /** Before and after a report's change of its own severity; null when it changed none. */
  readonly previousSeverity: Severity | null;
  readonly severity: Severity | null;
}

/** A row of the register as it stands, with what happened to it. */
export interface PresentRow {
  readonly status: string;
  readonly severity: Severity;
  readonly severityOverride: Severity | null;
  readonly recurrences: number;
  readonly firstSeenAtMs: number;
  readonly openedAtMs: number;
  /** A person's date. */
  readonly setDueAtMs: number | null;
  readonly slaDueAtMs: number | null;
  /** Oldest first. */
  readonly events: readonly PastEvent[];
}

/** What the score needs of a row at one moment. */
export interface Standing {
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly recurrences: number;
  readonly openedAtMs: number;
  readonly dueAtMs: number | null;
}

const dayMs = 86_400_000;

/**
 * The row as it stood then, by taking back what its history says happened later. What people learned or decided afterwards must not
 * make an old score worse or better than it was. Null when it was neither open nor declared fixed.
 */
export function standingAt(row: PresentRow, asOfMs: number): Standing | null {
  const later = row.events.filter(({ atMs }) => atMs > asOfMs);
  const status = statusOf(row, later);
  if (status !== 'OPEN' && status !== 'CLIENT_FIXED') return null;
  return {
    status,
    severity: severityAt(row, asOfMs),
    recurrences: Math.max(0, row.recurrences - later.filter(({ kind }) => kind === 'RECURRED').length),
    openedAtMs: later.some(isOpening) ? lastOf(row, asOfMs, isOpening) : row.openedAtMs,
    dueAtMs: personsDate(row, later) ?? slaDate(row, later, asOfMs),
  };
}

/** Null before it was a vulnerability: what a report only mentions has no status. */
function statusOf({ status }: PresentRow, later: readonly PastEvent[]): string | null {
  const move = later.find(({ fromStatus, toStatus }) => fromStatus !== toStatus);
  return move ? move.fromStatus : status;
}

/** A severity that a person set outweighs the report's, so that both histories have to be read together. */
function severityAt({ severity, severityOverride, events }: PresentRow, atMs: number): Severity {
  const later = events.filter((event) => event.atMs > atMs);
  const told = later.find(({ kind }) => kind === 'SEVERITY');
  const stated = later.find(({ previousSeverity }) => previousSeverity !== null);
  const before = stated?.previousSeverity ?? null;
  if (!told) return severityOverride ?? before ?? severity;
  const from = severities.find((word) => word === told.from) ?? severity;
  if (!stated || before === null || later.indexOf(told) < later.indexOf(stated)) return from;
  // Nobody had set one if what the person changed was what the report had just said.
  return from === stated.severity ? before : from;
}

const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

function isOpening({ fromStatus, toStatus }: PastEvent): boolean {
  return toStatus === 'OPEN' && fromStatus !== 'OPEN';
}

/** A fix that did not hold keeps its clock; whatever else opens it again starts a new one. */
function startsClock(event: PastEvent): boolean {
  const { kind, fromStatus } = event;
  return (
    isOpening(event) && (kind === 'RECURRED' || (kind !== 'SEEN_AGAIN' && fromStatus !== 'CLIENT_FIXED'))
  );
}

/** Time of the last such event until then; none: when it was first seen. */
function lastOf(row: PresentRow, asOfMs: number, matches: (event: PastEvent) => boolean): number {
  return (
    row.events.findLast((event) => event.atMs <= asOfMs && matches(event))?.atMs ??
    Math.min(row.firstSeenAtMs, asOfMs)
  );
}

/** Undefined: the SLA's date counts. */
function personsDate({ setDueAtMs }: PresentRow, later: readonly PastEvent[]): number | undefined {
  const change = later.find(({ kind }) => kind === 'DUE_DATE');
  if (!change) return setDueAtMs ?? undefined;
  return change.from === null ? undefined : Date.parse(change.from);
}

function slaDate(row: PresentRow, later: readonly PastEvent[], asOfMs: number): number | null {
  if (!later.some((event) => startsClock(event) || event.kind === 'SEVERITY')) return row.slaDueAtMs;
  const clockMs = lastOf(row, asOfMs, startsClock);
  const toldMs = lastOf(row, asOfMs, ({ kind }) => kind === 'SEVERITY');
  // A severity that a person sets moves the limit, counted from the opening.
  const told =
    row.events.some(({ kind, atMs }) => kind === 'SEVERITY' && atMs <= asOfMs) && toldMs >= clockMs;
  const fromMs = told ? lastOf(row, toldMs, isOpening) : clockMs;
  const days = slaDays[severityAt(row, told ? toldMs : clockMs)];
  return days === null ? null : fromMs + days * dayMs;
}
