import Type from 'typebox';
import {
  boolean,
  cve,
  flag,
  line,
  resultClass,
  several,
  severity,
  shareOf,
  tag as tagWord,
  timestamp,
  uuid,
} from '../../kernel/schema.ts';
import { criticality, exposure } from '../assets/shapes.ts';
import { requestedStatus, slaState, statuses } from './shapes.ts';

/** What narrows the register, in lists and exports alike. */
export const registerFilters = {
  status: several(requestedStatus, statuses.length + 1),
  severity: several(severity, 5),
  class: several(resultClass, 4, 'Default VULNERABILITY'),
  assetId: several(uuid, 50),
  criticality: several(criticality, 5, 'Of the asset'),
  exposure: several(exposure, 5, 'Of the asset'),
  assessmentId: several(uuid, 20),
  jobId: Type.Optional(uuid),
  scopeKey: several(line(120), 20),
  source: several(line(60), 20, 'Tool, for example nessus'),
  ruleId: several(line(300), 20),
  component: Type.Optional(line(300)),
  cve: several(cve, 50),
  cwe: several(Type.Integer({ minimum: 1, maximum: 99_999 }), 50),
  kev: Type.Optional(boolean),
  minEpss: Type.Optional(shareOf('At least this chance of exploitation')),
  overdue: Type.Optional(boolean),
  slaState: several(slaState, 6),
  dueBefore: Type.Optional(timestamp),
  recurring: Type.Optional(boolean),
  ownerId: several(uuid, 50, 'Assigned to one of these, or nobody assigned and on their asset'),
  unassigned: Type.Optional(flag('Only without an owner, of its own or of its asset')),
  tag: several(tagWord, 20, 'With all of these'),
  firstSeenAfter: Type.Optional(timestamp),
  q: Type.Optional(line(200, 'Words of title, id, component or asset')),
};
