/** The lifecycle as a table: pure, the one place that says which move exists (contract, section 3). */
export const statuses = ['OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE'] as const;
export type Status = (typeof statuses)[number];

export const transitions = {
  OPEN: ['CLIENT_FIXED', 'RISK_ACCEPTED', 'FALSE_POSITIVE'],
  CLIENT_FIXED: ['VERIFIED', 'OPEN', 'RISK_ACCEPTED', 'FALSE_POSITIVE'],
  VERIFIED: ['OPEN'],
  RISK_ACCEPTED: ['OPEN'],
  FALSE_POSITIVE: ['OPEN'],
} as const satisfies Readonly<Record<Status, readonly Status[]>>;

export function isTransition(from: Status, to: Status): boolean {
  return nextStatuses(from).includes(to);
}

export function nextStatuses(from: Status): readonly Status[] {
  return transitions[from];
}

/** What a caller may ask for: the hosted product calls VERIFIED by another name. */
export function statusOf(requested: Status | 'CYBERSEC_VERIFIED'): Status {
  return requested === 'CYBERSEC_VERIFIED' ? 'VERIFIED' : requested;
}

/** Longest acceptance of a risk, in days. */
export const maxAcceptanceDays = 366;

/** Days to remediate, by severity; null: no limit. */
export const slaDays = { CRITICAL: 7, HIGH: 30, MEDIUM: 90, LOW: 120, INFO: null } as const;
