import { maxAcceptanceDays, type Status } from './lifecycle.ts';

/** What the register says to people, in one place. */
const statusNames: Readonly<Record<Status, string>> = {
  OPEN: 'open',
  CLIENT_FIXED: 'declared fixed',
  VERIFIED: 'verified as fixed',
  RISK_ACCEPTED: 'an accepted risk',
  FALSE_POSITIVE: 'a false positive',
};

export const refusalText = {
  noLifecycle: 'Only vulnerabilities have a lifecycle; this is another class of result.',
  already: (status: Status) => `It is ${statusNames[status]} already.`,
  noSuchMove: (from: Status, to: Status) =>
    to === 'VERIFIED' && from === 'OPEN'
      ? 'Nobody has declared a fix yet; that comes before its verification.'
      : `What is ${statusNames[from]} cannot become ${statusNames[to]}; reopen it first.`,
  ownFix:
    'You declared this fix, or let the import happen that no longer found it. Another person must verify it.',
  systemOnlyReopens: 'The platform itself only reopens.',
  scope: 'This key lacks the scope write:vulnerabilities.',
  verifier: 'A verifier verifies, reopens, or calls it a false positive.',
  auditor: 'An auditor changes nothing.',
  memberVerify: 'A verifier or a workspace administrator verifies fixes.',
  memberDecide:
    'Accepting a risk is a workspace administrator’s decision; a false positive may also be a verifier’s.',
  notYours: 'It is assigned to somebody else.',
  adminField: 'Severity and asset are a workspace administrator’s to change.',
  takeFirst: 'It is nobody’s: take it by setting ownerId to yourself.',
} as const;

export const inputText = {
  expiryNeeded: `is needed: an acceptance ends, at most ${maxAcceptanceDays} days ahead`,
  expiryPast: 'must lie ahead',
  expiryFar: `must be at most ${maxAcceptanceDays} days ahead`,
  expiryOnly: 'belongs to RISK_ACCEPTED only; leave it out',
  reasonNeeded: 'is needed when severity or asset changes',
  noMember: 'is not an active member of this tenant',
  noAsset: 'is not an asset of this tenant',
  notATime: 'is not a time',
  inFuture: 'must not lie ahead: say when it took place, or leave it out for now',
  beforeFinding: (time: string) => `must not be before it was first seen, ${time}`,
  beforeDecision: (time: string) => `must not be before the decision that stands, of ${time}`,
  seenAfterFix: (time: string) => `a scan still saw it at ${time}, so it was not fixed before`,
} as const;

export const commentRefusal = {
  notYours: 'Only its author changes a comment.',
  notYoursToDelete: 'Only its author or a workspace administrator deletes a comment.',
  deleted: 'This comment was deleted.',
  changedMeanwhile: 'Somebody changed this comment meanwhile. Read it again.',
} as const;

export const changedMeanwhile = 'Somebody changed this vulnerability meanwhile. Read it again.';
export const tooManyForVex = (most: number) => `a VEX takes up to ${most} records; narrow the filters`;
export const notAlone =
  'Nothing was changed, because others of the request were refused and all were to change together.';
export const acceptanceEnded = 'The acceptance ended on the day it was given for.';

/** Words that imports leave in the history, as sentences. */
export const importReasonText: Readonly<Record<string, string>> = {
  FIRST_SEEN: 'Seen for the first time.',
  WAS_VERIFIED: 'It had been verified as fixed and was found again.',
  WAS_CONFIRMED_GONE: 'An earlier scan no longer found it; this one did.',
  STILL_FOUND_AFTER_FIX: 'It had been declared fixed, but this later scan still found it.',
  SEVERITY_CHANGED: 'The report rated it differently.',
  DETAILS_CHANGED: 'Title, ids, versions or places differed from the report before.',
  NEW_ASSET: 'Its target matched no asset yet.',
  ROWS_MERGED: 'Several rows of the report stated the same weakness on the same target.',
  SOURCE_SAYS_CLOSED: 'The report itself marked it as suppressed, fixed or not affected.',
  NOT_FOUND_BY_COVERING_SCAN: 'The scan covered its target and no longer found it.',
  CHECKS_NOT_LISTED: 'The report did not list which checks ran; all of its tool were assumed.',
};
