/** What GET /internal/phase2-health says, in English. */
export const healthText = {
  databaseUp: 'The database answers.',
  databaseSlow: 'The database answers slowly.',
  queueUp: (waiting: number, running: number) =>
    `Jobs run without delay: ${waiting} waiting, ${running} running.`,
  queueLate: 'Jobs wait for more than a minute.',
  queueStopped: 'Jobs wait for more than 15 minutes: no worker seems to run.',
  queueDead: (dead: number) =>
    `${dead} ${dead === 1 ? 'job has' : 'jobs have'} used up all attempts and ${dead === 1 ? 'needs' : 'need'} an operator.`,
  storageUp: 'The object store takes and removes a test object.',
  noConnectors: 'No connector is set up.',
  noFeeds: 'No threat-intelligence feed is set up.',
  noGraphCache: 'This version has no graph cache.',
  chainIntact: (entries: number) => `The newest ${entries} audit entries were recomputed and fit.`,
  chainBroken: (seq: number) =>
    `Audit entry ${seq} does not fit the chain. Keep the database as it is and tell your operator.`,
  noAnswer: (seconds: number) => `No answer within ${seconds} seconds.`,
  failed: 'It cannot be used now; the log says why.',
};
