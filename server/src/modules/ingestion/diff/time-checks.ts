import type { GateCheck } from './gate.ts';

export const older: GateCheck = ({ lastScanAt, scanAt }) => {
  if (lastScanAt === null || scanAt >= lastScanAt) return undefined;
  return {
    id: 'older-scan',
    level: 'WARNING',
    title: 'A newer scan of this scope is in already',
    message: `This scan is from ${scanAt}, the newest one from ${lastScanAt}. It can add findings, but changes, closes and reopens nothing.`,
    count: 1,
  };
};

export const future: GateCheck = ({ scanInFuture }) => {
  if (!scanInFuture) return undefined;
  return {
    id: 'clock-skew',
    level: 'WARNING',
    title: 'The scan says it is from the future',
    message: "The scanner's clock is ahead. The time of the import is used instead.",
    count: 1,
  };
};

/** No scanner whose reports are read here is older: a clock that starts at its epoch. */
const firstScan = '2000-01-01T00:00:00.000Z';

export const clockUnset: GateCheck = ({ scanAt }) => {
  if (scanAt >= firstScan) return undefined;
  return {
    id: 'clock-unset',
    level: 'WARNING',
    title: "The scanner's clock was not set",
    message: `The report says that the scan ended at ${scanAt}. Name the time of the scan on the assessment, or the findings will count as open since then.`,
    count: 1,
  };
};

export const timesReversed: GateCheck = ({ scanStartedAt, scanFinishedAt }) => {
  if (scanStartedAt === null || scanFinishedAt === null) return undefined;
  if (Date.parse(scanStartedAt) <= Date.parse(scanFinishedAt)) return undefined;
  return {
    id: 'scan-times',
    level: 'WARNING',
    title: 'The scan ends before it begins',
    message: `The report says that it ran from ${scanStartedAt} to ${scanFinishedAt}. Is the scanner's clock right?`,
    count: 1,
  };
};

export const authority: GateCheck = ({ authority: given, scanAt }) => {
  if (!given) {
    return {
      id: 'authority',
      level: 'INFO',
      title: 'No authority on record',
      message:
        'Neither the job nor its scope key says who allowed the scan. Name it on the scope key to have it in every receipt.',
      count: 1,
    };
  }
  const outside =
    (given.windowFrom !== undefined && scanAt < given.windowFrom) ||
    (given.windowTo !== undefined && scanAt > given.windowTo);
  if (!outside) return undefined;
  return {
    id: 'authority-window',
    level: 'WARNING',
    title: 'The scan lies outside its authority',
    message: `It is from ${scanAt}; ${given.authorisedBy} allowed it from ${given.windowFrom ?? 'any time'} to ${given.windowTo ?? 'any time'}.`,
    count: 1,
  };
};
