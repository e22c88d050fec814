import type { TargetDraft } from '../mapping/host.ts';
import type { SourceTarget } from '../parser.ts';

/** What the whole report is about. */
export interface Artifact {
  name?: string;
  type?: string;
  cluster?: string;
}

/** A Kubernetes resource, under the names Trivy uses. */
export interface Resource {
  readonly Namespace?: string;
  readonly Kind?: string;
  readonly Name?: string;
  readonly Error?: string;
}

/** One part of the artifact: an operating system, a lock file, a Dockerfile … */
export interface Result {
  readonly target?: string;
  readonly class?: string;
  readonly type?: string;
}

const kindOfArtifact: Readonly<Record<string, SourceTarget['kind']>> = {
  container_image: 'CONTAINER_IMAGE',
  filesystem: 'REPOSITORY',
  repository: 'REPOSITORY',
  cyclonedx: 'APPLICATION',
  spdx: 'APPLICATION',
  vm: 'HOST',
  aws_account: 'CLOUD_RESOURCE',
};

/**
 * What was scanned. In a cluster it is the workload rather than its image: the workload keeps its name when the image gets a new
 * tag. A legacy report names only the parts, the image among them as "name (system version)".
 */
export function targetOf(artifact: Artifact, resource: Resource | undefined, result: Result): SourceTarget {
  if (resource !== undefined) return workload(artifact, resource);
  if (artifact.name !== undefined) {
    const kind = kindOfArtifact[artifact.type ?? ''] ?? 'OTHER';
    const target: TargetDraft = { kind, raw: artifact.name };
    if (artifact.name !== '') target.reference = artifact.name;
    return target;
  }
  const raw = result.target ?? '';
  const image = /^(\S+) \([^()]+\)$/.exec(raw)?.[1];
  return image === undefined ? { kind: 'OTHER', raw } : { kind: 'CONTAINER_IMAGE', raw, reference: image };
}

function workload(artifact: Artifact, resource: Resource): SourceTarget {
  const parts = [resource.Namespace, resource.Kind, resource.Name].filter((part) => part !== undefined);
  const raw = parts.join('/');
  const reference = artifact.cluster === undefined ? raw : `${artifact.cluster}/${raw}`;
  return { kind: 'CLOUD_RESOURCE', raw, reference };
}
