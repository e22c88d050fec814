import type { VulnerabilityFilters } from '../../api/vulnerabilities.ts';
import { defined, readFlag, readText, readWords } from '../../shared/search.ts';
import { severities } from '../../ui/severity.tsx';

export const statuses = ['OPEN', 'CLIENT_FIXED', 'VERIFIED', 'RISK_ACCEPTED', 'FALSE_POSITIVE'] as const;
export const resultClasses = [
  'VULNERABILITY',
  'EXPOSURE_SIGNAL',
  'INFORMATIONAL',
  'NEGATIVE_RESULT',
] as const;
export const criticalities = ['5', '4', '3', '2', '1'] as const;
export const exposures = ['INTERNET', 'PARTNER', 'INTERNAL', 'ISOLATED', 'UNKNOWN'] as const;
export const slaStates = ['NONE', 'ON_TRACK', 'DUE_SOON', 'OVERDUE', 'MET', 'MISSED'] as const;
export const flags = ['kev', 'overdue', 'recurring', 'unassigned'] as const;

/** Filters that come from links elsewhere: an asset's list, a job's list, a step of the score. */
export const pins = [
  'assetId',
  'assessmentId',
  'jobId',
  'ownerId',
  'scopeKey',
  'source',
  'ruleId',
  'component',
  'cve',
  'cwe',
  'tag',
  'minEpss',
  'dueBefore',
  'firstSeenAfter',
] as const;

const sortWords = [
  'severity',
  'dueAt',
  'epss',
  'firstSeenAt',
  'lastSeenAt',
  'title',
  'asset',
  'criticality',
  'status',
] as const;
const sorts = sortWords.flatMap((word) => [word, `-${word}`] as const);

/** The state of the list, as the URL says it. Takes every filter of the API, so that its own links work here too. */
export function readVulnerabilitySearch(search: Record<string, unknown>) {
  return defined({
    status: readWords(search.status, statuses),
    severity: readWords(search.severity, severities),
    class: readWords(search.class, resultClasses),
    criticality: readWords(search.criticality, criticalities),
    exposure: readWords(search.exposure, exposures),
    slaState: readWords(search.slaState, slaStates),
    kev: readFlag(search.kev),
    overdue: readFlag(search.overdue),
    recurring: readFlag(search.recurring),
    unassigned: readFlag(search.unassigned),
    assetId: readText(search.assetId, 2_000),
    assessmentId: readText(search.assessmentId, 1_000),
    jobId: readText(search.jobId),
    ownerId: readText(search.ownerId, 2_000),
    scopeKey: readText(search.scopeKey, 1_000),
    source: readText(search.source),
    ruleId: readText(search.ruleId, 2_000),
    component: readText(search.component, 300),
    cve: readText(search.cve, 1_000),
    cwe: readText(search.cwe),
    tag: readText(search.tag, 500),
    minEpss: readText(search.minEpss),
    dueBefore: readText(search.dueBefore),
    firstSeenAfter: readText(search.firstSeenAfter),
    q: readText(search.q),
    sort: readWords(search.sort, sorts),
  });
}

export type VulnerabilitySearch = ReturnType<typeof readVulnerabilitySearch>;

/** The same as the API takes it. */
export function toFilters(search: VulnerabilitySearch): VulnerabilityFilters {
  const {
    criticality,
    cwe,
    minEpss,
    assetId,
    assessmentId,
    ownerId,
    scopeKey,
    source,
    ruleId,
    cve,
    tag,
    ...same
  } = search;
  return {
    ...same,
    ...defined({
      criticality: criticality?.map(Number),
      cwe: words(cwe)?.map(Number),
      minEpss: minEpss === undefined ? undefined : Number(minEpss),
      assetId: words(assetId),
      assessmentId: words(assessmentId),
      ownerId: words(ownerId),
      scopeKey: words(scopeKey),
      source: words(source),
      ruleId: words(ruleId),
      cve: words(cve),
      tag: words(tag),
    }),
  };
}

function words(value: string | undefined): string[] | undefined {
  return value?.split(',').filter((word) => word !== '');
}

/** A query string of the API ("status=OPEN&severity=CRITICAL") as a state of this page. */
export function searchFromFilter(filter: string): VulnerabilitySearch {
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(filter.replace(/^[^=]*\?/, ''))) {
    found[name] = name in found ? `${found[name]},${value}` : value;
  }
  return readVulnerabilitySearch(found);
}
