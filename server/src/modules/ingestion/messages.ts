/** What previews and jobs say to people, in one place. */
export const reasonText: Readonly<Record<string, string>> = {
  FIRST_SEEN: 'Not in the register yet.',
  WAS_VERIFIED: 'It had been verified as fixed and is back.',
  WAS_CONFIRMED_GONE: 'An earlier scan no longer found it; now it is back.',
  STILL_FOUND_AFTER_FIX: 'It was declared fixed, but this later scan still finds it.',
  SEVERITY_CHANGED: 'The report rates it differently now.',
  DETAILS_CHANGED: 'Title, ids, versions or places differ from the last report.',
  NEW_ASSET: 'Its target matches no asset yet; a new one is added.',
  ROWS_MERGED: 'Several rows of the report state the same weakness on the same target.',
  SOURCE_SAYS_CLOSED: 'The report itself marks it as suppressed, fixed or not affected.',
  NOT_FOUND_BY_COVERING_SCAN: 'The scan covered its target and no longer found it.',
  CHECKS_NOT_LISTED: 'The report does not list which checks ran; all of its tool are assumed.',
};

/** Which pass of the matching found the entry and the asset. */
export const matchText = {
  IDENTITY: 'An entry of the register agrees in every part of the identity.',
  COVERAGE: 'The register has it, the scan looked for it, and the report does not.',
  NONE: 'No entry of the register agrees in every part of the identity.',
  REGISTER: 'The entry keeps the asset that it has.',
  MAPPED: 'A person mapped the target to this asset.',
  IDENTIFIER: 'The asset answers to the strongest identifier of the target.',
  NEW: 'No asset answers to the strongest identifier of the target.',
} as const;

/** What a job says of its scope key's standing authority. */
export const standingText = {
  applies: 'The standing authority of the scope key applies',
  doesNot: 'The standing authority of the scope key does not apply',
  finalizes: (max: number) =>
    `The job finalizes by itself: no check asks for a person, and it closes at most ${max}.`,
  otherTool: (tool: string) => `It is for jobs of ${tool}. A person finalizes.`,
  expired: (at: string) => `It ended at ${at}. A person finalizes, or an administrator grants it anew.`,
  approverGone:
    'Who approved it is no administrator here any more. Another administrator has to grant it anew.',
  closesMore: (closing: number, max: number) =>
    `The job would close ${closing}, it allows ${max}. A person finalizes.`,
  asks: (titles: readonly string[]) => `A check asks for a person: ${titles.join('; ')}.`,
} as const;

export const jobText = {
  noPreview: 'There is no preview yet. Validate the job first.',
  noReceipt: 'There is no receipt yet. It is made when the job is finalized.',
  discardFinal: 'A finalized job cannot be discarded; its findings are in the register.',
  discardNotYours: 'You may discard what you handed in yourself.',
  wrongState: (what: string, state: string) => `${what} is not possible while the job is ${state}.`,
  changeFinal: 'This job can no longer be changed.',
  moved: 'The preview you looked at is no longer the current one. Look again and finalize then.',
  unacknowledged: (titles: readonly string[]) =>
    titles.length === 1
      ? `A warning needs your acknowledgement first: ${titles[0]}.`
      : `${titles.length} warnings need your acknowledgement first: ${titles.join('; ')}.`,
  unknownCheck: 'is not the id of a warning of this job',
  fileMissing: 'Send the report: a `file` part, or `payload`, or `payloadBase64`.',
  twoPayloads: 'Send either `payload` or `payloadBase64`, not both.',
  noAsset: 'is not an asset of this tenant',
  noAssessment: 'is not an assessment of this tenant, or was deleted',
  mappingTaken: 'There is a column mapping with this name already.',
  noMapping: 'is not a column mapping of this tenant',
  tooManyMappings: (max: number) => `There are ${max} column mappings already. Delete some first.`,
  settingsChanged: 'Somebody changed these settings meanwhile. Read them again.',
  rawDeleted: (day: string) =>
    `The bytes of this report were deleted on ${day}, as this tenant's retention says. Hand the report in again.`,
  scopeTaken: 'There is a scope key with this name already.',
} as const;

/** "Add 128, reopen 3, close 0": what the finalize button says. */
export function effectText(counts: Readonly<Record<string, number>>): string {
  const n = (word: string) => counts[word] ?? 0;
  const parts = [`Add ${n('NEW')}`, `reopen ${n('REOPENED') + n('RECURRING')}`, `close ${n('WOULD_CLOSE')}`];
  if (n('CHANGED') > 0) parts.push(`update ${n('CHANGED')}`);
  if (n('FIX_CONFIRMED') > 0) parts.push(`confirm ${n('FIX_CONFIRMED')} fixes`);
  return parts.join(', ');
}
