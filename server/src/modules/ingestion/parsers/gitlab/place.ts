import { given } from '../mapping/given.ts';
import { nameHost, type TargetDraft, urlParts, webTarget } from '../mapping/host.ts';
import { objectOf, positiveOf, textOf } from '../mapping/json.ts';
import type { FindingLocation, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

export interface Place {
  readonly target: SourceTarget;
  readonly locations: readonly FindingLocation[];
  readonly component?: RawFinding['component'];
  readonly service?: RawFinding['service'];
  /** A workload of a cluster: the same image can run in many. */
  readonly workload?: string;
}

/** What a `location` says; its fields, not the type of the scan, tell which kind it is. */
export function placeOf(location: JsonObject): Place {
  const image = textOf(location.image);
  const hostname = textOf(location.hostname);
  if (image !== undefined) return inImage(location, image);
  if (hostname !== undefined) return onSite(location, hostname);
  const path = textOf(location.file);
  const component = componentOf(location, path);
  const where = given({
    path,
    line: positiveOf(location.start_line),
    endLine: positiveOf(location.end_line),
  });
  return {
    target: { kind: 'REPOSITORY', raw: '' },
    locations: Object.keys(where).length === 0 ? [] : [where],
    ...given({ component }),
  };
}

function inImage(location: JsonObject, image: string): Place {
  const system = textOf(location.operating_system);
  const resource = objectOf(location.kubernetes_resource);
  const parts = [resource.namespace, resource.kind, resource.name, resource.container_name].map(textOf);
  const workload = parts.filter((part) => part !== undefined).join('/');
  return {
    target: {
      kind: 'CONTAINER_IMAGE',
      raw: image,
      reference: image,
      ...given({ operatingSystem: system?.slice(0, 200) }),
    },
    locations: [],
    ...given({
      component: componentOf(location, undefined),
      workload: workload === '' ? undefined : workload,
    }),
  };
}

function onSite(location: JsonObject, hostname: string): Place {
  const path = textOf(location.path) ?? '';
  const web = webTarget(hostname);
  const target: TargetDraft = web ?? { kind: 'WEB_APPLICATION', raw: hostname };
  if (web === undefined) nameHost(target, hostname.replace(/:\d{1,5}$/, ''));
  const base = hostname.replace(/\/$/, '');
  const url =
    web === undefined ? undefined : `${base}${path.startsWith('/') || path === '' ? '' : '/'}${path}`;
  const parts = urlParts(url ?? '');
  const where = given({
    url,
    path: parts?.path ?? (path === '' ? undefined : path),
    method: textOf(location.method),
    parameter: textOf(location.param),
  });
  const service =
    parts?.port === undefined
      ? undefined
      : { port: parts.port, transport: 'tcp', name: parts.url.protocol.replace(':', '') };
  return { target, locations: Object.keys(where).length === 0 ? [] : [where], ...given({ service }) };
}

function componentOf(location: JsonObject, path: string | undefined): RawFinding['component'] {
  const dependency = objectOf(location.dependency);
  const name = textOf(objectOf(dependency.package).name) ?? textOf(dependency.package);
  if (name === undefined) return undefined;
  return { name, ...given({ version: textOf(dependency.version), path }) };
}
