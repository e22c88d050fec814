import Type from 'typebox';
import {
  actor,
  boolean,
  classCounts,
  count,
  countOf,
  flag,
  line,
  nullable,
  oneOf,
  resultClass,
  severity,
  severityCounts,
  sha256,
  shape,
  shareOf,
  strict,
  string,
  stringOf,
  text,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';
import { assetKind } from '../assets/shapes.ts';
import {
  component,
  evidenceClass,
  location,
  service,
  sourceTarget,
  vulnerabilityStatus,
} from '../vulnerabilities/shapes.ts';
import { jobMapping } from './column-shapes.ts';
import { previewMatch } from './match-shapes.ts';
import { reportFormats } from './parsers/parser.ts';

export const jobStates = [
  'RECEIVED',
  'EXTRACTING',
  'EXTRACTED',
  'VALIDATING',
  'VALIDATED',
  'FINALIZING',
  'FINALIZED',
  'REJECTED',
  'FAILED',
  'DISCARDED',
] as const;
export const jobState = oneOf(jobStates, {
  title: 'JobState',
  description: 'REJECTED: refused at the gate. FAILED: can be tried again; stateReason says why',
});

/** Who allowed the scan. */
export const authorityInput = strict({
  organisation: line(200, 'Legal entity that may allow it'),
  authorisedBy: line(200, 'Person, with title'),
  reference: Type.Optional(line(200, 'Number of the written authorisation')),
  windowFrom: Type.Optional(timestamp),
  windowTo: Type.Optional(timestamp),
  note: Type.Optional(text(2_000)),
});

export const authority = shape('Authority', {
  organisation: string,
  authorisedBy: string,
  reference: nullable(string),
  windowFrom: nullable(timestamp),
  windowTo: nullable(timestamp),
  note: nullable(string),
});

export const problem = shape('IngestionProblem', {
  code: stringOf('UPPER_SNAKE, for example ROW_UNREADABLE'),
  message: string,
  where: stringOf('First place: line, element path or JSON pointer'),
  count: Type.Integer({ minimum: 1, description: 'Places with this problem' }),
});

export const check = shape('IngestionCheck', {
  id: stringOf('Stable, for example mass-close or coverage; what `acknowledge` names'),
  level: oneOf(['ERROR', 'WARNING', 'INFO'], 'ERROR refuses; WARNING refuses until acknowledged'),
  title: string,
  message: stringOf('What was found, and what finalizing would do about it'),
  count,
  acknowledged: boolean,
});

export const changes = [
  'NEW',
  'CHANGED',
  'UNCHANGED',
  'REOPENED',
  'RECURRING',
  'WOULD_CLOSE',
  'FIX_CONFIRMED',
  'RECORDED',
] as const;
export const changeKind = oneOf(changes, {
  title: 'PreviewChange',
  description:
    'REOPENED: resolved and seen again, for the first time; RECURRING: had come back before. WOULD_CLOSE: covered and no longer found. FIX_CONFIRMED: the same, and a fix was declared; a verifier decides. RECORDED: kept outside the lifecycle',
});
export const changeCounts = shape('PreviewCounts', {
  NEW: count,
  CHANGED: count,
  UNCHANGED: count,
  REOPENED: count,
  RECURRING: count,
  WOULD_CLOSE: count,
  FIX_CONFIRMED: count,
  RECORDED: count,
});

export const jobCounts = shape('IngestionCounts', {
  source: nullable(countOf('Items in the file, as a plain count of its own elements or rows gives it')),
  extracted: countOf('Raw findings read, before any merging'),
  byClass: classCounts,
  bySeverity: severityCounts,
  rejectedRows: countOf('Items that could not be read; each is under problems'),
  targets: countOf('Hosts, images, sites … that the scan covered'),
});

export const progress = shape('IngestionProgress', {
  phase: stringOf('What is being done, in words, for example "Reading findings"'),
  done: count,
  total: nullable(count),
  ratePerSecond: nullable(Type.Number({ minimum: 0 })),
});

export const job = shape('IngestionJob', {
  id: uuid,
  state: jobState,
  stateReason: nullable(stringOf('Why it is REJECTED or FAILED, and what to do')),
  errorCode: nullable(stringOf('UNREADABLE_REPORT, PAYLOAD_TOO_LARGE, GATE_REFUSED, …')),
  progress: nullable(progress),
  tool: nullable(stringOf('Parser, for example nessus')),
  toolName: nullable(string),
  toolDetected: nullable(flag('Found by content instead of being named by the caller')),
  format: nullable(oneOf(reportFormats)),
  parserVersion: nullable(Type.Integer({ minimum: 1 })),
  fileName: nullable(string),
  sizeBytes: Type.Integer({ minimum: 0 }),
  sha256,
  scopeKey: nullable(string),
  authority: nullable(authority),
  counts: jobCounts,
  problems: Type.Array(problem, { description: 'Most frequent first, at most 100' }),
  problemsTotal: countOf('Problems in all, those not listed included'),
  checks: Type.Array(check),
  preview: nullable(strict({ digest: sha256, counts: changeCounts, computedAt: timestamp })),
  columnMapping: nullable(jobMapping),
  assessmentId: nullable(uuid),
  assessment: nullable(
    strict({
      name: nullable(string),
      methodology: nullable(string),
      startedAt: nullable(timestamp),
      finishedAt: nullable(timestamp),
    }),
  ),
  adjustments: strict({ assetMappings: count, classOverrides: count, exclusions: count }),
  finalizedBy: nullable(actor),
  byStandingAuthority: flag('Finalized by the scope key’s standing authority'),
  receiptAvailable: boolean,
  createdBy: actor,
  createdAt: timestamp,
  updatedAt: timestamp,
  extractedAt: nullable(timestamp),
  validatedAt: nullable(timestamp),
  finalizedAt: nullable(timestamp),
  version,
});

export const previewItem = shape('PreviewItem', {
  id: stringOf('Stable within one preview'),
  change: changeKind,
  reasons: Type.Array(strict({ code: string, message: string })),
  vulnerabilityId: nullable(uuid),
  title: string,
  severity,
  previousSeverity: nullable(severity),
  status: nullable(vulnerabilityStatus),
  resultingStatus: nullable(vulnerabilityStatus),
  class: resultClass,
  ruleId: string,
  cves: Type.Array(string),
  target: sourceTarget,
  asset: strict({
    id: nullable(uuid),
    name: string,
    kind: assetKind,
    isNew: flag('Finalizing would make it'),
  }),
  component: nullable(component),
  service: nullable(service),
  evidenceClass,
  confidence: nullable(shareOf('How sure the tool is, when it says')),
  occurrences: countOf('Raw findings behind it'),
  locations: Type.Array(location, { description: 'Of all rows that merge into it, at most 50' }),
  locationsCount: countOf('Places in all'),
  match: previewMatch,
  where: nullable(stringOf('First place in the report')),
});

export const preview = shape('IngestionPreview', {
  jobId: uuid,
  digest: sha256,
  computedAt: timestamp,
  counts: strict({
    byChange: changeCounts,
    byClass: classCounts,
    bySeverity: severityCounts,
    newAssets: count,
  }),
  summaryOfEffect: stringOf('For example "Add 128, reopen 3, close 0"'),
  items: Type.Array(previewItem),
  page: strict({ limit: Type.Integer(), nextCursor: nullable(string), total: Type.Optional(count) }),
});

/**
 * From version 2 on, for every class and severity: source items = extracted + rejected; extracted = stored; stored = classified but for what a
 * person classed otherwise; classified = excluded + negative + merged + identities.
 */
export const stageCounts = shape('ReceiptStage', {
  total: count,
  byClass: classCounts,
  bySeverity: severityCounts,
});

export const receiptBody = shape('ReceiptBody', {
  receiptVersion: Type.Integer({ minimum: 1, description: '2: with all stages. 1: made before' }),
  tenantId: uuid,
  jobId: uuid,
  assessmentId: uuid,
  scopeKey: nullable(string),
  tool: string,
  parserVersion: Type.Integer(),
  source: strict({ sha256, sizeBytes: Type.Integer(), items: nullable(count) }),
  extracted: stageCounts,
  stored: stageCounts,
  classified: Type.Optional(stageCounts),
  excluded: Type.Optional(stageCounts),
  negative: Type.Optional(stageCounts),
  merged: Type.Optional(stageCounts),
  identities: Type.Optional(stageCounts),
  recordedAbsent: Type.Optional(
    countOf('Entries outside the lifecycle that the report no longer has; part of effect.RECORDED'),
  ),
  checks: Type.Optional(
    Type.Array(
      strict({ id: string, level: oneOf(['ERROR', 'WARNING', 'INFO']), count, acknowledged: boolean }),
    ),
  ),
  reason: Type.Optional(nullable(stringOf('Why warnings were accepted'))),
  authority: Type.Optional(nullable(authority)),
  rejectedRows: count,
  effect: changeCounts,
  previewDigest: sha256,
  effectDigest: sha256,
  confirmedFixes: countOf('Declared fixes that this scan looked for and did not find'),
  confirmedFixIds: Type.Array(uuid, { description: 'At most 1,000, in ascending order' }),
  acknowledged: Type.Array(string),
  byStandingAuthority: Type.Optional(boolean),
  finalizedBy: actor,
  finalizedAt: timestamp,
});

export const receipt = shape('Receipt', {
  receipt: receiptBody,
  canonical: stringOf('`receipt` as canonical JSON (RFC 8785): the signed bytes'),
  signature: stringOf('Ed25519 over `canonical`, base64'),
  keyId: string,
  publicKey: stringOf('SPKI in PEM'),
  valid: flag('The server’s own check of the signature'),
  digestsMatch: flag('The effect was exactly the preview'),
});
