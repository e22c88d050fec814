import { canonicalIp, hostnameOf, macOf, type TargetDraft } from '../mapping/host.ts';
import { arrayOf, isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import type { SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** The device, else the first resource, else the account of the cloud. */
export function targetOf(event: JsonObject): SourceTarget {
  const [first] = arrayOf(event.resources);
  const resource = isObject(first) ? first : objectOf(event.resource);
  const device = isObject(event.device) ? event.device : undefined;
  const hasResource = textOf(resource.uid) !== undefined || textOf(resource.name) !== undefined;
  if (device !== undefined && !hasResource) return hostOf(device);
  if (hasResource) return resourceOf(resource);
  const cloud = objectOf(event.cloud);
  const account =
    textOf(objectOf(cloud.account).uid) ?? textOf(cloud.account_uid) ?? textOf(cloud.project_uid);
  return account === undefined
    ? { kind: 'OTHER', raw: '' }
    : { kind: 'CLOUD_RESOURCE', raw: account, reference: account };
}

function resourceOf(resource: JsonObject): SourceTarget {
  const raw = textOf(resource.uid) ?? textOf(resource.name) ?? '';
  const type = textOf(resource.type) ?? '';
  if (textOf(resource.hostname) !== undefined || textOf(resource.ip) !== undefined) {
    return { ...hostOf(resource), raw, reference: raw };
  }
  const kind = /container\s*image/i.test(type) ? 'CONTAINER_IMAGE' : 'CLOUD_RESOURCE';
  return { kind, raw, reference: raw };
}

function hostOf(device: JsonObject): SourceTarget {
  const name = textOf(device.hostname) ?? textOf(device.name);
  const [address] = textsOf(device.ip);
  const raw = name ?? address ?? textOf(device.uid) ?? '';
  const target: TargetDraft = { kind: 'HOST', raw };
  const hostname = hostnameOf(name ?? '');
  const ip = canonicalIp(address ?? '');
  const mac = macOf(textOf(device.mac) ?? '');
  const system = textOf(objectOf(device.os).name);
  if (hostname !== undefined) target.hostname = hostname;
  if (ip !== undefined) target.ip = ip;
  if (mac !== undefined) target.mac = mac;
  if (system !== undefined) target.operatingSystem = system;
  return target;
}
