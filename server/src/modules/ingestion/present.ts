import type { DataOf } from '../../kernel/operation.ts';
import type { getIngestionJob } from './contract.ts';
import type { ParserRegistry } from './parsers/registry.ts';
import type { changes } from './shapes.ts';
import type { ActorRef, Authority, JobMapping, JobRow } from './store.ts';

export type JobData = DataOf<typeof getIngestionJob>;

const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;
const maxProblems = 100;

/** A row as the API shows it. */
export function presentJob(row: JobRow, parsers: ParserRegistry): JobData {
  return {
    id: row.id,
    state: row.state,
    stateReason: row.stateReason,
    errorCode: row.errorCode,
    progress: row.progress,
    tool: row.tool,
    toolName: row.tool === null ? null : (parsers.get(row.tool)?.manifest.name ?? row.tool),
    toolDetected: row.tool === null ? null : row.toolGiven === null,
    format: row.format,
    parserVersion: row.parserVersion,
    fileName: row.fileName,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    scopeKey: row.scopeKey,
    authority: row.authority && presentAuthority(row.authority),
    counts: presentCounts(row),
    problems: row.problems
      .slice(0, maxProblems)
      .map(({ code, message, where, count }) => ({ code, message, where, count })),
    problemsTotal: row.problemCount,
    checks: row.checks.map((check) => ({ ...check, acknowledged: row.acknowledged.includes(check.id) })),
    preview: presentPreview(row),
    columnMapping: row.columnMapping && presentMapping(row.columnMapping),
    assessmentId: row.assessmentId,
    assessment: {
      name: row.assessment.name ?? null,
      methodology: row.assessment.methodology ?? null,
      startedAt: row.assessment.startedAt ?? null,
      finishedAt: row.assessment.finishedAt ?? null,
    },
    adjustments: {
      assetMappings: row.assetMapping.length,
      classOverrides: row.classOverrides.length,
      exclusions: row.exclusions.length,
    },
    finalizedBy: row.finalizedBy && presentActor(row.finalizedBy),
    byStandingAuthority: row.byStandingAuthority,
    receiptAvailable: row.receipt !== null,
    createdBy: presentActor(row.createdBy),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    extractedAt: row.extractedAt,
    validatedAt: row.validatedAt,
    finalizedAt: row.finalizedAt,
    version: row.version,
  };
}

function presentMapping({ id, name, version, columns }: JobMapping) {
  return { id, name, version, columns: columns.map(({ column, field }) => ({ column, field })) };
}

export function presentActor(actor: ActorRef) {
  return { kind: actor.kind, id: actor.id, name: actor.name ?? actor.id };
}

export function presentAuthority(authority: Authority) {
  return {
    organisation: authority.organisation,
    authorisedBy: authority.authorisedBy,
    reference: authority.reference ?? null,
    windowFrom: authority.windowFrom ?? null,
    windowTo: authority.windowTo ?? null,
    note: authority.note ?? null,
  };
}

function presentCounts(row: JobRow): JobData['counts'] {
  const { counts } = row;
  const byClass = counts?.byClass ?? {};
  const bySeverity = counts?.bySeverity ?? {};
  return {
    source: counts?.source ?? null,
    extracted: counts?.extracted ?? 0,
    byClass: classCountsOf(byClass),
    bySeverity: severityCountsOf(bySeverity),
    rejectedRows: counts?.rejectedRows ?? 0,
    targets: row.targetCount,
  };
}

type Counts = Readonly<Record<string, number>>;

export function classCountsOf(counts: Counts) {
  const n = (word: string) => counts[word] ?? 0;
  return {
    VULNERABILITY: n('VULNERABILITY'),
    EXPOSURE_SIGNAL: n('EXPOSURE_SIGNAL'),
    INFORMATIONAL: n('INFORMATIONAL'),
    NEGATIVE_RESULT: n('NEGATIVE_RESULT'),
  };
}

export function severityCountsOf(counts: Counts) {
  const n = (word: (typeof severities)[number]) => counts[word] ?? 0;
  return { CRITICAL: n('CRITICAL'), HIGH: n('HIGH'), MEDIUM: n('MEDIUM'), LOW: n('LOW'), INFO: n('INFO') };
}

export function changeCountsOf(counts: Counts) {
  const n = (word: (typeof changes)[number]) => counts[word] ?? 0;
  return {
    NEW: n('NEW'),
    CHANGED: n('CHANGED'),
    UNCHANGED: n('UNCHANGED'),
    REOPENED: n('REOPENED'),
    RECURRING: n('RECURRING'),
    WOULD_CLOSE: n('WOULD_CLOSE'),
    FIX_CONFIRMED: n('FIX_CONFIRMED'),
    RECORDED: n('RECORDED'),
  };
}

function presentPreview(row: JobRow): JobData['preview'] {
  if (row.previewDigest === null || row.changeCounts === null || row.validatedAt === null) return null;
  return { digest: row.previewDigest, counts: changeCountsOf(row.changeCounts), computedAt: row.validatedAt };
}
