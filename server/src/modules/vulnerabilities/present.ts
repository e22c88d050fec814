import type { DataOf } from '../../kernel/operation.ts';
import type { FindingComponent, FindingService, FindingTarget, VulnerabilityRow } from './columns.ts';
import type { getVulnerability, listVulnerabilities } from './contract.ts';

export type Vulnerability = DataOf<typeof listVulnerabilities>['items'][number];
export type Detail = DataOf<typeof getVulnerability>;

/** A row of the register as the API shows it. */
export function present(row: VulnerabilityRow): Vulnerability {
  return {
    ...standing(row),
    asset: assetOf(row),
    target: row.target?.raw || row.assetName,
    cvss:
      row.cvssScore === null && row.cvssVector === null
        ? null
        : {
            version: cvssVersion(row.cvssVector),
            score: row.cvssScore,
            vector: row.cvssVector,
            source: null,
          },
    epss: row.epss === null ? null : { probability: row.epss, percentile: null, date: null },
    exploitAvailable: row.exploitAvailable ?? false,
    component: row.component && presentComponent(row.component),
    service: row.service && presentService(row.service),
    owner: row.ownerId === null ? null : { id: row.ownerId, displayName: row.ownerName ?? 'Somebody' },
    ownerFromAsset: row.ownerFromAsset,
    confidence: row.confidence,
    evidenceClass: row.evidenceClass ?? 'DIRECT',
  };
}

/** What the register itself says of it. */
function standing(row: VulnerabilityRow) {
  return {
    id: row.id,
    title: row.title,
    severity: row.severity,
    sourceSeverity: row.sourceSeverity,
    class: row.class,
    status: row.status,
    ruleId: row.ruleId,
    cves: [...row.cves],
    cwes: [...row.cwes],
    advisories: [...row.advisories],
    kev: row.kev,
    kevSource: row.kev ? row.tool : null,
    locationsCount: row.locationCount,
    dueAt: row.status === null ? null : row.dueAt,
    slaState: row.slaState,
    recurrences: row.recurrences,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    openedAt: row.status === null ? null : row.openedAt,
    resolvedAt: row.status === null || row.status === 'OPEN' ? null : row.closedAt,
    acceptedUntil: row.acceptedUntil,
    tags: [...row.tags],
    sources: [row.tool],
    scopeKey: row.scopeKey,
    assessmentIds: [...row.assessmentIds],
    version: row.version,
  };
}

export function assetOf(row: VulnerabilityRow) {
  return { id: row.assetId, name: row.assetName, criticality: row.criticality };
}

/** The vector names its version from 3.0 on; version 2 vectors begin with their first metric. */
function cvssVersion(vector: string | null): '2.0' | '3.0' | '3.1' | '4.0' | null {
  const named = /^CVSS:(3\.0|3\.1|4\.0)\//.exec(vector ?? '')?.[1];
  if (named === '3.0' || named === '3.1' || named === '4.0') return named;
  return vector?.replace(/^\(/, '').startsWith('AV:') ? '2.0' : null;
}

export function presentTarget(target: FindingTarget) {
  return {
    kind: target.kind,
    raw: target.raw,
    hostname: target.hostname ?? null,
    ip: target.ip ?? null,
    origin: target.origin ?? null,
    reference: target.reference ?? null,
  };
}

export function presentComponent(component: FindingComponent) {
  return {
    name: component.name,
    version: component.version ?? null,
    fixedVersion: component.fixedVersion ?? null,
    purl: component.purl ?? null,
    ecosystem: component.ecosystem ?? null,
    path: component.path ?? null,
  };
}

export function presentService(service: FindingService) {
  return { port: service.port ?? null, transport: service.transport ?? null, name: service.name ?? null };
}
