import type { FindingLocation, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { type Draft, maxLocations } from './draft.ts';
import type { GenericRecord } from './generic-finding.ts';
import { canonicalIp, nameHost, portOf, type TargetDraft, urlParts, webTarget } from './host.ts';
import { arrayOf, isObject, positiveOf, textOf } from './json.ts';

export interface GenericPlaces {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  readonly locations: readonly FindingLocation[];
  /** True when only a component says where: the weakness is inferred from its version. */
  readonly onlyComponent: boolean;
}

/**
 * Target, service and locations of an entry. The first endpoint is the target, all of them are locations; without one the
 * target is `target`, then `host` or `ip`, and a file is a location of it.
 */
export function placesOf(record: GenericRecord): GenericPlaces {
  const urls = endpointsOf(record);
  const locations: Draft<FindingLocation>[] = [];
  for (const url of urls.slice(0, maxLocations)) locations.push(locationOfUrl(url));
  const file = fileOf(record);
  if (file !== undefined) locations.push(file);
  const parameter = textOf(record.param);
  const [first] = locations;
  if (parameter !== undefined && first !== undefined) first.parameter = parameter.slice(0, 1_000);
  const [url] = urls;
  return {
    target: targetOf(record, url),
    service: serviceOf(record, url),
    locations,
    onlyComponent: locations.length === 0 && textOf(record.component_name) !== undefined,
  };
}

function targetOf(record: GenericRecord, url: string | undefined): SourceTarget {
  const stated = textOf(record.target);
  const named = stated ?? textOf(record.host) ?? textOf(record.ip) ?? url;
  if (named === undefined) return { kind: 'OTHER', raw: '' };
  const web = webTarget(named);
  if (web !== undefined) return web;
  const target: TargetDraft = { kind: 'HOST', raw: named };
  const parts = urlParts(named);
  nameHost(target, parts?.url.hostname ?? named.replace(/[:/].*$/, ''));
  const ip = canonicalIp(textOf(record.ip) ?? named);
  if (ip !== undefined) target.ip = ip;
  // "target" may be an image, a repository or an account: only a name that can be a host is taken for one.
  if (
    target.ip === undefined &&
    (target.hostname === undefined || (stated !== undefined && /[:/]/.test(stated)))
  ) {
    return { kind: 'OTHER', raw: named, reference: named };
  }
  return target;
}

function serviceOf(record: GenericRecord, url: string | undefined): RawFinding['service'] {
  const parts = url === undefined ? undefined : urlParts(url);
  const port =
    portOf(textOf(record.port)) ?? parts?.port ?? portOf(/^[^/:]+:(\d{1,5})(?:\/|$)/.exec(url ?? '')?.[1]);
  const name = parts?.url.protocol.replace(':', '');
  const transport = textOf(record.protocol)?.toLowerCase();
  const service: Draft<NonNullable<RawFinding['service']>> = {};
  if (port !== undefined) service.port = port;
  if (transport === 'tcp' || transport === 'udp') service.transport = transport;
  if (name !== undefined) service.name = name;
  return Object.keys(service).length === 0 ? undefined : service;
}

function endpointsOf(record: GenericRecord): string[] {
  const urls: string[] = [];
  const entries = [
    ...arrayOf(record.endpoints),
    ...(Array.isArray(record.endpoints) ? [] : [record.endpoints]),
    record.url,
  ];
  for (const entry of entries) {
    const text = isObject(entry) ? urlOfParts(entry) : textOf(entry);
    if (text === undefined) continue;
    for (const url of text.split(/\s+/))
      if (url !== '' && !urls.includes(url)) urls.push(url.slice(0, 8_192));
    if (urls.length >= maxLocations) break;
  }
  return urls;
}

/** An endpoint given in parts: `{protocol, userinfo, host, port, path, query, fragment}`. */
function urlOfParts(parts: JsonObject): string | undefined {
  const host = textOf(parts.host);
  if (host === undefined) return undefined;
  const protocol = textOf(parts.protocol);
  const port = portOf(textOf(parts.port));
  const path = textOf(parts.path)?.replace(/^\/?/, '/') ?? '';
  const query = suffix('?', parts.query);
  const fragment = suffix('#', parts.fragment);
  const origin = `${protocol === undefined ? '' : `${protocol}://`}${host}${port === undefined ? '' : `:${port}`}`;
  return `${origin}${path}${query}${fragment}`;
}

function suffix(mark: string, value: JsonValue | undefined): string {
  const text = textOf(value);
  return text === undefined ? '' : `${mark}${text}`;
}

function locationOfUrl(url: string): Draft<FindingLocation> {
  const path = urlParts(url)?.path;
  return path === undefined ? { url } : { url, path };
}

function fileOf(record: GenericRecord): Draft<FindingLocation> | undefined {
  const path = textOf(record.file_path) ?? textOf(record.sast_source_file_path);
  if (path === undefined) return undefined;
  const line = positiveOf(record.line) ?? positiveOf(record.sast_source_line);
  return line === undefined ? { path } : { path, line };
}
