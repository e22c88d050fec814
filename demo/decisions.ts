/**
 * What people decide once the last scan is in, in this order. Scans alone close what they no longer find; the rest is for people.
 */
import type { PersonName } from './company.ts';
import type { Tool } from './reports.ts';

export type Decision = {
  readonly by: PersonName;
  readonly reason: string;
  /** What it is about: the tool's ids of the checks, and the names of the assets. */
  readonly tool: Tool;
  readonly rules: readonly string[];
  readonly assets: readonly string[];
} & (
  | { readonly status: 'CLIENT_FIXED' | 'VERIFIED' | 'FALSE_POSITIVE' }
  | { readonly status: 'RISK_ACCEPTED'; readonly forDays: number }
);

/** Fixes that a scan confirmed longer ago than this are verified in one go; the newer ones wait for a decision. */
export const verifyOlderThanDays = 20;

const portal = 'portal.tarnholm.test';
const track = 'track.tarnholm.test';
const api = 'api.tarnholm.test';
const printers = ['label-aas-1.tarnholm.test', 'label-brek-1.tarnholm.test', 'label-dovik-1.tarnholm.test'];

export const decisions: readonly Decision[] = [
  // Sources whose silence proves nothing: somebody says that it is fixed, somebody else looks.
  {
    by: 'member',
    status: 'CLIENT_FIXED',
    tool: 'generic-csv',
    rules: ['PT-05'],
    assets: [portal],
    reason: 'Sign-in slows down after five attempts since release 4.18.',
  },
  {
    by: 'verifier',
    status: 'VERIFIED',
    tool: 'generic-csv',
    rules: ['PT-05'],
    assets: [portal],
    reason: 'Tried 200 passwords; after the fifth each took longer, and the account was locked at 20.',
  },
  {
    by: 'member',
    status: 'CLIENT_FIXED',
    tool: 'nuclei',
    rules: ['git-config'],
    assets: [track],
    reason: 'The folder is no longer deployed, and the server refuses it.',
  },
  {
    by: 'verifier',
    status: 'VERIFIED',
    tool: 'nuclei',
    rules: ['git-config'],
    assets: [track],
    reason: 'The address answers 404 from outside.',
  },
  {
    by: 'member',
    status: 'CLIENT_FIXED',
    tool: 'nuclei',
    rules: ['deprecated-tls'],
    assets: [portal, track, api],
    reason: 'Only TLS 1.2 and 1.3 since the move to the new edge.',
  },

  // Risks that are worth less than their repair.
  {
    by: 'admin',
    status: 'RISK_ACCEPTED',
    forDays: 180,
    tool: 'nessus',
    rules: ['104743', '57582'],
    assets: printers,
    reason:
      'Label printers cannot do better. They stand in a network of their own and are replaced in spring.',
  },

  // Wrong alarms.
  {
    by: 'verifier',
    status: 'FALSE_POSITIVE',
    tool: 'zap',
    rules: ['90022'],
    assets: [track],
    reason: 'The page repeats the number that the visitor typed; nothing of the program is shown.',
  },
];

/** Who looks after what weighs most. */
export const assignments: readonly {
  readonly to: PersonName;
  readonly tool: Tool;
  readonly rules: readonly string[];
}[] = [
  { to: 'member', tool: 'nessus', rules: ['176735', '201084'] },
  { to: 'admin', tool: 'nessus', rules: ['108797', '73756'] },
];
