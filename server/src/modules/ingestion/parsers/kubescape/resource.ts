import type { SourceTarget } from '../parser.ts';

/**
 * A resource by Kubescape's own id ("apps/v1/namespace/Deployment/name"), in its cluster when the report names one: the same
 * workload exists in many clusters.
 */
export function targetOfResource(id: string, cluster: string | undefined): SourceTarget {
  if (id === '') return { kind: 'CLOUD_RESOURCE', raw: cluster ?? '' };
  const reference = cluster === undefined ? id : `${cluster}/${id.replace(/^\//, '')}`;
  return { kind: 'CLOUD_RESOURCE', raw: id, reference };
}
