import type { FindingLocation, RawFinding, SourceTarget } from '../parser.ts';
import type { Draft } from './draft.ts';
import { nameHost, portOf, type TargetDraft, urlParts, webTarget } from './host.ts';

export interface WebPlace {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  readonly location: Draft<FindingLocation>;
}

/** Web application, service and location of an absolute http or https URL; undefined for anything else. */
export function webPlaceOf(url: string): WebPlace | undefined {
  const parts = urlParts(url);
  const target = webTarget(url);
  if (parts === undefined || target === undefined) return undefined;
  const name = parts.url.protocol.replace(':', '');
  return {
    target: { ...target, raw: parts.origin },
    service:
      parts.port === undefined ? { transport: 'tcp', name } : { port: parts.port, transport: 'tcp', name },
    location: { url: url.trim(), path: parts.path },
  };
}

/** `path` of a site, which tools write as a path, with a query, or as a whole URL. */
export function urlIn(site: string, path: string): string {
  if (/^https?:\/\//i.test(path)) return path;
  const origin = urlParts(site)?.origin;
  return origin === undefined ? path : origin + (path.startsWith('/') ? path : `/${path}`);
}

/** Target of a text that is a URL, "host:port/path" or a bare host name or address, as tools take it on their command line. */
export function targetOfStart(text: string): SourceTarget {
  const web = webTarget(text);
  if (web !== undefined) return web;
  const host = /^\[([^\]]+)\]|^[^/:?#]+(?=[:/?#]|$)/.exec(text.trim());
  const target: TargetDraft = { kind: 'HOST', raw: text.trim() };
  nameHost(
    target,
    host?.[1] ?? (/^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(text.trim()) ? text : (host?.[0] ?? text)),
  );
  return target;
}

/** Port that a text names after its host. */
export function portInStart(text: string): number | undefined {
  return (
    urlParts(text)?.port ?? portOf(/^(?:\[[^\]]+\]|[^/:?#]+):(\d{1,5})(?:[/?#]|$)/.exec(text.trim())?.[1])
  );
}
