import { isIP } from 'node:net';
import type { SourceTarget } from '../parser.ts';
import type { Draft } from './draft.ts';

export type TargetDraft = Draft<SourceTarget>;

/** Canonical text of an IP address (RFC 5952 for version 6), undefined when it is none. */
export function canonicalIp(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0) return undefined;
  if (family === 4) return text;
  const zone = text.indexOf('%');
  const address = zone === -1 ? text : text.slice(0, zone);
  const url = URL.parse(`http://[${address}]/`);
  return url === null ? undefined : url.hostname.slice(1, -1);
}

/** Lower-case name without trailing dot; undefined for an address, a URL or something that is no host name. */
export function hostnameOf(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  if (name === '' || name.length > 253 || isIP(name) !== 0) return undefined;
  return /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?$/u.test(name) ? name : undefined;
}

/** First MAC address of a text, lower-case with colons. */
export function macOf(text: string): string | undefined {
  const match = /(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}/i.exec(text)?.[0];
  return match?.toLowerCase().replaceAll('-', ':');
}

export interface UrlParts {
  readonly url: URL;
  /** Scheme, host and port, the port left out when it is the scheme's own. */
  readonly origin: string;
  /** Explicit port, else the scheme's own; undefined for schemes without one. */
  readonly port: number | undefined;
  /** Path without query and fragment. */
  readonly path: string;
}

const portOfScheme: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
  ['ws:', 80],
  ['wss:', 443],
  ['ftp:', 21],
]);

/** Parts of an absolute URL with a host, undefined for anything else. */
export function urlParts(text: string): UrlParts | undefined {
  if (!text.includes('://') || text.length > 8_192) return undefined;
  const url = URL.parse(text.trim());
  if (url === null || url.hostname === '') return undefined;
  const port = url.port === '' ? portOfScheme.get(url.protocol) : Number(url.port);
  return { url, origin: `${url.protocol}//${url.host}`, port, path: url.pathname };
}

/** Host part of a URL without the brackets of IP version 6. */
export function hostOfUrl(url: URL): string {
  const { hostname } = url;
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** Fills `ip` or `hostname` from a text that is one of them. */
export function nameHost(target: TargetDraft, text: string): void {
  const ip = canonicalIp(text.trim());
  if (ip !== undefined) {
    target.ip = ip;
    return;
  }
  const hostname = hostnameOf(text);
  if (hostname !== undefined) target.hostname = hostname;
}

/** A web application from any URL of it; undefined when the text is no http or https URL. */
export function webTarget(text: string): TargetDraft | undefined {
  const parts = urlParts(text);
  if (parts === undefined || (parts.url.protocol !== 'http:' && parts.url.protocol !== 'https:'))
    return undefined;
  const target: TargetDraft = { kind: 'WEB_APPLICATION', raw: text, origin: parts.origin };
  nameHost(target, hostOfUrl(parts.url));
  return target;
}

/** Port number from a text or number; undefined for 0 (no port) and outside 1..65535. */
export function portOf(value: string | number | undefined): number | undefined {
  if (value === undefined || value === '') return undefined;
  const port = Number(value);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}
