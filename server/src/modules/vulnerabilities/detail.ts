import { hash } from 'node:crypto';
import { notFound } from '../../kernel/errors.ts';
import type { ReadCtx } from '../../platform/db/ctx.ts';
import {
  type DetailRow,
  type FindingDocument,
  type FindingPlace,
  maxPlaces,
  type OccurrenceRow,
  type OverrideRow,
  selectDetail,
  selectOccurrences,
  selectOverride,
  selectPlaces,
} from './detail-store.ts';
import { explainIdentity } from './identity.ts';
import { nextStatuses } from './lifecycle.ts';
import { mayMove } from './policy.ts';
import { assetOf, type Detail, present, presentComponent, presentService, presentTarget } from './present.ts';

/** Everything about one vulnerability, in one batch of statements. @throws AppError NOT_FOUND */
export async function detailOf(ctx: ReadCtx, id: string): Promise<Detail> {
  const [row, occurrences, places, override] = await Promise.all([
    selectDetail(ctx, id),
    selectOccurrences(ctx, id),
    selectPlaces(ctx, id),
    selectOverride(ctx, id),
  ]);
  if (!row) throw notFound();
  return {
    ...present(row),
    ...words(row.document),
    notes: row.notes === '' ? null : row.notes,
    evidence: evidenceOf(occurrences),
    locations: places.slice(0, maxPlaces).map(presentPlace),
    locationsCount: Math.max(row.locationCount, places.length),
    kevDetail: null,
    severityOverride: overrideOf(row, override),
    identity: explainIdentity(row),
    allowedTransitions: transitionsFor(ctx, row),
    occurrences: occurrences.map((occurrence) => presentOccurrence(occurrence, row)),
    occurrencesCount: occurrences[0]?.total ?? 0,
  };
}

function words(document: FindingDocument | null) {
  return {
    description: document?.description ?? null,
    impact: document?.impact ?? null,
    remediation: document?.remediation ?? null,
    references: [...(document?.references ?? [])],
    cvssStatements: (document?.cvss ?? []).map(({ version, score, vector, source }) => ({
      version,
      score: score ?? null,
      vector: vector ?? null,
      source: source ?? null,
    })),
  };
}

const maxEvidence = 20;

function evidenceOf(occurrences: readonly OccurrenceRow[]): string[] {
  const texts = occurrences.map(({ evidence }) => evidence).filter((text) => text !== null && text !== '');
  return [...new Set(texts)].slice(0, maxEvidence).filter((text) => text !== null);
}

function overrideOf(row: DetailRow, override: OverrideRow | undefined): Detail['severityOverride'] {
  if (!row.overridden || !override) return null;
  return { from: row.statedSeverity, reason: row.overrideReason ?? '', by: override.actor, at: override.at };
}

function transitionsFor({ actor }: ReadCtx, row: DetailRow): Detail['allowedTransitions'] {
  if (row.status === null) return [];
  return nextStatuses(row.status).map((status) => {
    const verdict = mayMove(actor, row, status);
    return {
      status,
      allowed: verdict.allowed,
      why: verdict.allowed ? null : verdict.why,
      needsExpiry: status === 'RISK_ACCEPTED',
    };
  });
}

function presentPlace(place: FindingPlace) {
  return {
    url: place.url ?? null,
    path: place.path ?? null,
    line: place.line ?? null,
    endLine: place.endLine ?? null,
    method: place.method ?? null,
    parameter: place.parameter ?? null,
    snippet: place.snippet ?? null,
  };
}

function presentOccurrence(occurrence: OccurrenceRow, row: DetailRow): Detail['occurrences'][number] {
  return {
    findingId: findingId(occurrence),
    assessmentId: occurrence.assessmentId,
    jobId: occurrence.jobId,
    tool: occurrence.tool,
    ruleId: occurrence.ruleId,
    title: occurrence.title,
    severity: occurrence.severity,
    sourceSeverity: occurrence.sourceSeverity,
    target: presentTarget(occurrence.target),
    component: occurrence.component && presentComponent(occurrence.component),
    service: occurrence.service && presentService(occurrence.service),
    asset: assetOf(row),
    evidenceClass: occurrence.evidenceClass,
    confidence: occurrence.confidence,
    where: occurrence.where,
    seenAt: timeOf(occurrence.seenAt) ?? occurrence.scanAt,
  };
}

/** Findings are known by file and row; their public id is made from both (UUID version 8, RFC 9562, section 5.8). */
function findingId({ extractionId, ordinal }: OccurrenceRow): string {
  const hex = hash('sha256', `finding ${extractionId} ${ordinal}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Reports write times in many ways; one that is none is left out. */
function timeOf(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
