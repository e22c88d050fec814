import Type from 'typebox';
import {
  actor,
  boolean,
  count,
  countOf,
  cve,
  date,
  flag,
  nullable,
  oneOf,
  person,
  resultClass,
  severity,
  shape,
  shareOf,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';
import { assetRef } from '../assets/shapes.ts';

export const statuses = ['OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE'] as const;
export const vulnerabilityStatus = oneOf(statuses, { title: 'VulnerabilityStatus' });
/** What a caller may send; CYBERSEC_VERIFIED is the published alias of VERIFIED. */
export const requestedStatus = oneOf(
  [...statuses, 'CYBERSEC_VERIFIED'] as const,
  'CYBERSEC_VERIFIED means VERIFIED',
);

export const slaState = oneOf(['NONE', 'ON_TRACK', 'DUE_SOON', 'OVERDUE', 'MET', 'MISSED'], {
  title: 'SlaState',
  description: 'DUE_SOON within seven days; MET and MISSED once resolved; NONE without a due date',
});

export const evidenceClass = oneOf(['DIRECT', 'INFERRED', 'DECLARED'], {
  title: 'EvidenceClass',
  description:
    'DIRECT: seen by a check. INFERRED: from a version or fingerprint. DECLARED: stated by a document',
});

export const epss = shape('Epss', {
  probability: shareOf('Chance of exploitation within 30 days'),
  percentile: nullable(shareOf('Share of all CVEs that rate lower or equal')),
  date: nullable(date),
});

export const cvss = shape('Cvss', {
  version: nullable(oneOf(['2.0', '3.0', '3.1', '4.0'])),
  score: nullable(Type.Number({ minimum: 0, maximum: 10 })),
  vector: nullable(string),
  source: nullable(stringOf('Who says so, for example nvd')),
});

export const component = shape('Component', {
  name: string,
  version: nullable(string),
  fixedVersion: nullable(string),
  purl: nullable(string),
  ecosystem: nullable(string),
  path: nullable(string),
});

export const service = shape('Service', {
  port: nullable(Type.Integer({ minimum: 0, maximum: 65_535 })),
  transport: nullable(string),
  name: nullable(string),
});

export const location = shape('FindingLocation', {
  url: nullable(string),
  path: nullable(string),
  line: nullable(Type.Integer({ minimum: 1 })),
  endLine: nullable(Type.Integer({ minimum: 1 })),
  method: nullable(string),
  parameter: nullable(string),
  snippet: nullable(string),
});

export const sourceTarget = shape('SourceTarget', {
  kind: oneOf([
    'HOST',
    'WEB_APPLICATION',
    'CONTAINER_IMAGE',
    'REPOSITORY',
    'APPLICATION',
    'CLOUD_RESOURCE',
    'OTHER',
  ]),
  raw: stringOf('Exactly what the report says'),
  hostname: nullable(string),
  ip: nullable(string),
  origin: nullable(string),
  reference: nullable(string),
});

export const vulnerability = shape('Vulnerability', {
  id: uuid,
  title: string,
  severity,
  sourceSeverity: stringOf('The source’s own word or number'),
  class: resultClass,
  status: nullable(vulnerabilityStatus),
  asset: assetRef,
  target: stringOf('The source target as the newest report names it'),
  ruleId: stringOf('The tool’s own id of the check'),
  cves: Type.Array(cve),
  cwes: Type.Array(Type.Integer({ minimum: 1 })),
  advisories: Type.Array(string),
  kev: flag('On the CISA list of known exploited vulnerabilities, as `kevSource` states'),
  kevSource: nullable(stringOf('Who says so: the tool whose report states it; null when nobody does')),
  epss: nullable(epss),
  cvss: nullable(cvss),
  exploitAvailable: boolean,
  component: nullable(component),
  service: nullable(service),
  locationsCount: count,
  owner: Type.Union([person, Type.Null()], {
    description: 'Who was assigned to it, else the owner of its asset',
  }),
  ownerFromAsset: flag('Nobody was assigned: the owner of its asset looks after it'),
  dueAt: nullable(timestamp),
  slaState,
  recurrences: countOf('Times it came back after having been resolved'),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  openedAt: nullable(timestamp),
  resolvedAt: nullable(timestamp),
  acceptedUntil: nullable(timestamp),
  tags: Type.Array(string),
  sources: Type.Array(string, { description: 'Tools that report it' }),
  confidence: nullable(shareOf('How sure the tool is, when it says')),
  evidenceClass,
  scopeKey: nullable(string),
  assessmentIds: Type.Array(uuid, { description: 'Newest first, at most 20' }),
  version,
});

export const occurrence = shape('Occurrence', {
  findingId: uuid,
  assessmentId: nullable(uuid),
  jobId: nullable(uuid),
  tool: string,
  ruleId: string,
  title: string,
  severity,
  sourceSeverity: string,
  target: sourceTarget,
  component: nullable(component),
  service: nullable(service),
  asset: assetRef,
  evidenceClass,
  confidence: nullable(shareOf('How sure the tool is, when it says')),
  where: stringOf('Place in the report'),
  seenAt: timestamp,
});

export const allowedTransition = shape('AllowedTransition', {
  status: vulnerabilityStatus,
  allowed: boolean,
  why: nullable(stringOf('Why the caller may not, or what else is needed')),
  needsExpiry: flag('expiresAt must be given'),
});

export const vulnerabilityDetail = shape('VulnerabilityDetail', {
  ...vulnerability.properties,
  description: nullable(string),
  impact: nullable(string),
  remediation: nullable(string),
  notes: nullable(string),
  evidence: Type.Array(string, { description: 'Proof as the reports give it, newest first, at most 20' }),
  references: Type.Array(string),
  locations: Type.Array(location, { description: 'At most 200; locationsCount says how many there are' }),
  cvssStatements: Type.Array(cvss),
  kevDetail: nullable(
    strict({ addedOn: date, dueOn: nullable(date), ransomware: boolean, action: nullable(string) }),
  ),
  severityOverride: nullable(strict({ from: severity, reason: string, by: actor, at: timestamp })),
  identity: strict({
    key: stringOf('Digest of the identity fields'),
    version: Type.Integer({ minimum: 1 }),
    fields: Type.Array(strict({ name: string, value: string })),
    explanation: stringOf('Why two reports mean this same thing, in one sentence'),
  }),
  allowedTransitions: Type.Array(allowedTransition),
  occurrences: Type.Array(occurrence, { description: 'Newest first, at most 50' }),
  occurrencesCount: count,
});

export const historyEntry = shape('VulnerabilityHistoryEntry', {
  id: uuid,
  at: timestamp,
  recordedAt: timestamp,
  kind: oneOf([
    'OPENED',
    'STATUS',
    'SEEN_AGAIN',
    'NOT_SEEN',
    'RECURRED',
    'FIX_CONFIRMED',
    'OWNER',
    'DUE_DATE',
    'SEVERITY',
    'ASSET',
    'TAGS',
    'NOTES',
    'CONTENT',
  ]),
  actor,
  from: nullable(string),
  to: nullable(string),
  reason: nullable(string),
  expiresAt: nullable(timestamp),
  evidenceIds: Type.Array(uuid),
  cause: strict({
    kind: oneOf(['PERSON', 'IMPORT', 'EXPIRY', 'RULE', 'CONNECTOR']),
    jobId: nullable(uuid),
    assessmentId: nullable(uuid),
  }),
});
