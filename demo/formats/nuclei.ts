import type { TemplateWeakness } from '../weaknesses/web.ts';

export interface TemplateScan {
  readonly finishedAt: Date;
  readonly found: readonly {
    readonly place: string;
    readonly ip: string;
    readonly weakness: TemplateWeakness;
  }[];
}

/** `nuclei -jsonl`: a line for each match. */
export function nucleiReport({ finishedAt, found }: TemplateScan): string {
  return found
    .map(({ place, ip, weakness }) =>
      JSON.stringify({
        'template-id': weakness.rule,
        info: {
          name: weakness.title,
          author: ['tarnholm'],
          tags: weakness.tags,
          description: weakness.about,
          remediation: weakness.fix,
          severity: weakness.severity.toLowerCase(),
          ...classification(weakness),
        },
        type: 'http',
        host: place,
        port: '443',
        scheme: 'https',
        path: weakness.path,
        'matched-at': place + weakness.path,
        ip,
        timestamp: finishedAt.toISOString(),
        'matcher-status': true,
      }),
    )
    .join('\n')
    .concat('\n');
}

function classification({ cwes, cves }: TemplateWeakness): object {
  if (cwes === undefined && cves === undefined) return {};
  return { classification: { 'cve-id': cves ?? null, 'cwe-id': (cwes ?? []).map((cwe) => `cwe-${cwe}`) } };
}
