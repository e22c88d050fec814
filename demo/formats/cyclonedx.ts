import { createHash } from 'node:crypto';
import type { PackageWeakness } from '../weaknesses/weakness.ts';
import { packageUrl } from './trivy.ts';

export interface PartsList {
  readonly application: string;
  readonly version: string;
  readonly finishedAt: Date;
  readonly found: readonly PackageWeakness[];
}

/** A parts list with its known vulnerabilities, CycloneDX 1.6. */
export function cycloneDxReport({ application, version, finishedAt, found }: PartsList): string {
  const parts = new Map(found.map((it) => [packageUrl(it), it]));
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(`${application} ${finishedAt.toISOString()}`)}`,
    version: 1,
    metadata: {
      timestamp: finishedAt.toISOString(),
      tools: { components: [{ type: 'application', name: 'parts-checker', version: '4.2.0' }] },
      component: {
        type: 'application',
        'bom-ref': application,
        group: 'tarnholm',
        name: application,
        version,
      },
    },
    components: [...parts].map(([purl, it]) => ({
      type: 'library',
      'bom-ref': purl,
      name: it.name,
      version: it.version,
      purl,
    })),
    vulnerabilities: found.map((it) => ({
      id: it.rule,
      source: { name: 'NVD' },
      ratings:
        it.cvss === undefined
          ? []
          : [
              {
                source: { name: 'NVD' },
                score: it.cvss[0],
                severity: it.severity.toLowerCase(),
                method: 'CVSSv31',
                vector: `CVSS:3.1/${it.cvss[1]}`,
              },
            ],
      cwes: it.cwes ?? [],
      description: it.about,
      recommendation: it.fix,
      analysis: { state: 'exploitable' },
      affects: [{ ref: packageUrl(it) }],
    })),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The same text always gives the same id (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
