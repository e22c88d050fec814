import { hostnameOf } from '../mapping/host.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { SourceTarget } from '../parser.ts';
import type { GroupFacts } from '../readers/json/grouped.ts';

/** Fields of a result that say what was scanned. */
export const targetFacts = [
  'id',
  '_id',
  'name',
  'repoTag',
  'hostname',
  'distro',
  'entityInfo',
  'scanTime',
] as const;

export function targetOfResult(facts: GroupFacts): { target: SourceTarget; seenAt: string | undefined } {
  const entity = objectOf(facts.get('entityInfo'));
  const fact = (name: string): string | undefined => textOf(facts.get(name)) ?? textOf(entity[name]);
  const tag = facts.get('repoTag') ?? entity.repoTag;
  const image = isObject(tag)
    ? imageName(textOf(tag.registry), textOf(tag.repo), textOf(tag.tag))
    : undefined;
  const target = targetOf({
    image: image ?? fact('name'),
    id: fact('id') ?? fact('_id'),
    hostname: fact('hostname'),
    system: fact('distro'),
  });
  return { target, seenAt: utcOfIso(fact('scanTime') ?? '') };
}

export function imageName(
  registry: string | undefined,
  repository: string | undefined,
  tag: string | undefined,
): string | undefined {
  if (repository === undefined) return undefined;
  const host = registry === undefined ? '' : `${registry.replace(/\/$/, '')}/`;
  return `${host}${repository}${tag === undefined ? '' : `:${tag}`}`;
}

interface Scanned {
  readonly image: string | undefined;
  readonly id: string | undefined;
  readonly hostname: string | undefined;
  readonly system: string | undefined;
}

/** An image by its name, else a host, else the id of whatever it is: the id of an image changes with every build. */
export function targetOf({ image, id, hostname, system }: Scanned): SourceTarget {
  const running = system === undefined ? {} : { operatingSystem: system };
  if (image !== undefined) return { kind: 'CONTAINER_IMAGE', raw: image, reference: image, ...running };
  if (hostname !== undefined) {
    const name = hostnameOf(hostname);
    return { kind: 'HOST', raw: hostname, ...(name === undefined ? {} : { hostname: name }), ...running };
  }
  return { kind: id === undefined ? 'OTHER' : 'CONTAINER_IMAGE', raw: id ?? '', ...running };
}
