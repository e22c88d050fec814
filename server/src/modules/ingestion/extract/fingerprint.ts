import { hash } from 'node:crypto';
import type { FindingLocation, IdentityField, ParserManifest, RawFinding } from '../parsers/parser.ts';
import { exploitationOf } from './exploitation.ts';

/**
 * 128 bits of SHA-256 over the parser's identity fields, in UUID form. The same weakness on the same target has the same
 * fingerprint in every scan; the id names the tool and the identity version, so two versions never meet by accident.
 */
export function fingerprintOf(manifest: ParserManifest, finding: RawFinding, targetKey: string): string {
  const values = manifest.identity.fields.map((field) => identityValue(field, finding, targetKey));
  return digest128(JSON.stringify([manifest.id, manifest.identity.version, ...values]));
}

function identityValue(field: IdentityField, finding: RawFinding, targetKey: string): unknown {
  const { service, component } = finding;
  const place = finding.locations[0];
  switch (field) {
    case 'ruleId':
      return finding.ruleId;
    case 'toolUniqueId':
      return finding.toolUniqueId ?? null;
    case 'target':
      return targetKey;
    case 'service':
      return service ? `${service.transport ?? ''}/${service.port ?? ''}` : null;
    case 'component':
      return component ? [component.name, component.path ?? null] : null;
    case 'componentVersion':
      return component?.version ?? null;
    case 'path':
      return place?.path ?? null;
    case 'line':
      return place?.line ?? null;
    case 'parameter':
      return place?.parameter ?? null;
    case 'snippet':
      return place?.snippet ?? null;
    case 'matcher':
      return finding.matcher ?? null;
  }
}

/**
 * 128 bits over everything whose change a person would want to see: severity, title, ids, vectors, versions, places, attacks.
 * Evidence text is left out: it carries times and addresses that differ in every scan.
 */
export function contentHashOf(finding: RawFinding): string {
  return digest128(
    JSON.stringify([
      finding.severity,
      finding.sourceSeverity,
      finding.resultClass,
      finding.sourceStatus ?? 'OPEN',
      finding.title,
      finding.cves,
      finding.cwes,
      finding.advisories,
      finding.cvss,
      finding.component ?? null,
      finding.locations.map(placeOf).sort(),
      ...attacksOf(finding),
    ]),
  );
}

/** Only what speaks of attacks: a report without a word of them keeps its hash. */
function attacksOf(finding: RawFinding): readonly string[] {
  const { kev, exploitAvailable } = exploitationOf(finding);
  return [...(kev ? ['KEV'] : []), ...(exploitAvailable ? ['EXPLOIT'] : [])];
}

function placeOf(location: FindingLocation): string {
  return JSON.stringify([
    location.url ?? null,
    location.path ?? null,
    location.line ?? null,
    location.method ?? null,
    location.parameter ?? null,
  ]);
}

export function digest128(text: string): string {
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
