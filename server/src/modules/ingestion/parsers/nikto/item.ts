import { baseFinding } from '../mapping/base-finding.ts';
import type { Draft, FindingDraft } from '../mapping/draft.ts';
import { urlParts } from '../mapping/host.ts';
import { addLinks } from '../mapping/html.ts';
import { addCve, addCwe, addOnce } from '../mapping/identifiers.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import type { FindingLocation, RawFinding } from '../parser.ts';
import type { HostPlace } from './host.ts';

/** An item as every format gives it; CSV has no id, only XML has links, only old versions have an OSVDB number. */
export interface NiktoItem {
  readonly where: string;
  readonly id?: string | undefined;
  readonly osvdb?: string | undefined;
  readonly method?: string | undefined;
  readonly uri?: string | undefined;
  readonly link?: string | undefined;
  readonly message?: string | undefined;
  readonly references?: string | undefined;
  readonly sourceData?: Readonly<Record<string, unknown>>;
}

/** One item is one finding; undefined without id and message. */
export function findingOfItem(
  item: NiktoItem,
  place: HostPlace,
  occurrences: Occurrences,
): RawFinding | undefined {
  const message = withoutPath(item.message ?? '', item.uri ?? '');
  const osvdb = /\b(?:OSVDB-)?0*([1-9]\d*)$/.exec(item.osvdb ?? '')?.[1];
  const id = item.id === undefined || item.id === '' ? undefined : item.id;
  if (id === undefined && message === '') return undefined;
  const ruleId = id ?? `OSVDB-${osvdb ?? 0}`;
  const finding = baseFinding({
    where: item.where,
    ruleId,
    title: message === '' ? `Check ${ruleId}` : message,
    severity: 'INFO',
    sourceSeverity: '',
    target: place.target,
  });
  const location = locationOf(item, place);
  if (place.service !== undefined) finding.service = place.service;
  if (Object.keys(location).length > 0) finding.locations = [location];
  if (message !== '') finding.description = message;
  finding.sourceData = item.sourceData ?? {};
  addIdentifiers(finding, item, osvdb);
  rate(finding);
  const key = [ruleId, item.method, location.path ?? item.uri];
  const matcher = occurrences.matcher(key, id === undefined ? message : namedThing(message));
  if (matcher !== undefined) finding.matcher = matcher;
  return finding;
}

/** Nikto rates nothing: what names a known weakness is one of middle severity, the rest are things worth a look. */
function rate(finding: FindingDraft): void {
  const known = finding.cves.length > 0;
  finding.severity = known ? 'MEDIUM' : 'INFO';
  finding.resultClass = known ? 'VULNERABILITY' : 'EXPOSURE_SIGNAL';
}

/** Header or cookie that a message speaks of: "Uncommon header 'x-served-by' found", "Cookie sid created without …". */
function namedThing(message: string): string | undefined {
  const [, header, cookie, retrieved] =
    /\bheader '([^']{1,200})'|\bcookie (\S{1,200}) created|\bRetrieved (\S{1,200}) header/i.exec(message) ??
    [];
  return (header ?? cookie ?? retrieved)?.toLowerCase();
}

/** Messages of some versions begin with the path that stands beside them. */
function withoutPath(message: string, uri: string): string {
  const text = message.trim();
  return uri !== '' && text.startsWith(`${uri}: `) ? text.slice(uri.length + 2).trim() : text;
}

function locationOf({ uri, link, method }: NiktoItem, { origin }: HostPlace): Draft<FindingLocation> {
  const location: Draft<FindingLocation> = {};
  const whole = uri === undefined || uri === '' ? undefined : uri.startsWith('/') ? uri : `/${uri}`;
  const url =
    link !== undefined && urlParts(link) !== undefined
      ? link
      : origin !== undefined && whole !== undefined
        ? origin + whole
        : undefined;
  const path = (url === undefined ? undefined : urlParts(url)?.path) ?? whole?.replace(/[?#].*$/s, '');
  if (url !== undefined) location.url = url;
  if (path !== undefined) location.path = path;
  if (method !== undefined && method !== '') location.method = method.slice(0, 20);
  return location;
}

function addIdentifiers(finding: FindingDraft, item: NiktoItem, osvdb: string | undefined): void {
  const cves: string[] = [];
  const cwes: number[] = [];
  const advisories: string[] = [];
  const references: string[] = [];
  const text = `${item.references ?? ''} ${item.message ?? ''}`;
  for (const [id] of text.matchAll(/\bCVE-\d{4}-\d{4,19}\b/gi)) addCve(cves, id);
  for (const [id] of text.matchAll(/\bCWE-\d{1,6}\b/gi)) addCwe(cwes, id);
  for (const [id] of text.matchAll(/\b(?:MS\d{2}-\d{3}|CA-\d{4}-\d{2}|BID-\d{1,6})\b/g))
    addOnce(advisories, id);
  if (osvdb !== undefined) addOnce(advisories, `OSVDB-${osvdb}`);
  addLinks(references, text.replaceAll(',', ' '));
  Object.assign(finding, { cves, cwes, advisories, references });
}
