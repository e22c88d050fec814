import type { PackageWeakness } from '../weaknesses/weakness.ts';

interface Found {
  readonly place: string;
  readonly weakness: PackageWeakness;
}

export interface ClusterScan {
  readonly cluster: string;
  /** `namespace/Kind/name` */
  readonly workloads: readonly string[];
  readonly found: readonly Found[];
}

export interface ImageScan {
  readonly image: string;
  readonly tag: string;
  readonly finishedAt: Date;
  readonly found: readonly Found[];
}

const classes = {
  debian: 'os-pkgs',
  npm: 'lang-pkgs',
  jar: 'lang-pkgs',
  gobinary: 'lang-pkgs',
  'python-pkg': 'lang-pkgs',
} as const;
const targets = {
  debian: 'debian 12',
  npm: 'Node.js',
  jar: 'Java',
  gobinary: 'usr/local/bin/service',
  'python-pkg': 'Python',
} as const;
const purlTypes = {
  debian: 'deb/debian',
  npm: 'npm',
  jar: 'maven',
  gobinary: 'golang',
  'python-pkg': 'pypi',
} as const;
type Ecosystem = PackageWeakness['ecosystem'];
const ecosystems: readonly Ecosystem[] = ['debian', 'npm', 'jar', 'gobinary', 'python-pkg'];

/** `trivy k8s --report all --format json` */
export function trivyClusterReport({ cluster, workloads, found }: ClusterScan): string {
  return json({
    ClusterName: cluster,
    Resources: workloads.map((workload) => {
      const [Namespace, Kind, Name] = workload.split('/');
      return { Namespace, Kind, Name, Results: results(found.filter(({ place }) => place === workload)) };
    }),
  });
}

/** `trivy image --format json` */
export function trivyImageReport({ image, tag, finishedAt, found }: ImageScan): string {
  return json({
    SchemaVersion: 2,
    CreatedAt: finishedAt.toISOString(),
    ArtifactName: `${image}:${tag}`,
    ArtifactType: 'container_image',
    Metadata: { OS: { Family: 'debian', Name: '12.8' } },
    Results: results(found),
  });
}

function results(found: readonly Found[]): unknown[] {
  return ecosystems.flatMap((ecosystem) => {
    const own = found.filter(({ weakness }) => weakness.ecosystem === ecosystem);
    if (own.length === 0 && ecosystem !== 'debian') return [];
    const Vulnerabilities = own.map(({ weakness }) => entry(weakness));
    return [{ Target: targets[ecosystem], Class: classes[ecosystem], Type: ecosystem, Vulnerabilities }];
  });
}

function entry(it: PackageWeakness): unknown {
  const cvss =
    it.cvss === undefined
      ? {}
      : { CVSS: { nvd: { V3Vector: `CVSS:3.1/${it.cvss[1]}`, V3Score: it.cvss[0] } } };
  return {
    VulnerabilityID: it.rule,
    PkgName: it.name,
    PkgIdentifier: { PURL: packageUrl(it) },
    InstalledVersion: it.version,
    FixedVersion: it.fixed,
    Status: 'fixed',
    Severity: it.severity,
    SeveritySource: 'nvd',
    CweIDs: (it.cwes ?? []).map((cwe) => `CWE-${cwe}`),
    Title: it.title,
    Description: it.about,
    ...cvss,
  };
}

export function packageUrl({ ecosystem, name, version }: PackageWeakness): string {
  return `pkg:${purlTypes[ecosystem]}/${name.replace(':', '/')}@${encodeURIComponent(version)}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
