import type { FindingLocation, SourceTarget } from '../../parser.ts';
import { canonicalIp, hostnameOf, urlParts, webTarget } from '../host.ts';

export interface Places {
  /** What the finding is on; empty words where the report names files or functions only: the scope key says it then. */
  readonly target: SourceTarget;
  readonly locations: readonly FindingLocation[];
}

const maxPlaces = 500;
const url = /\b(?:https?|wss?|ftp):\/\/[^\s<>"'`|)\]]+/gi;
const address = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]|\/\d{1,2})(?::\d{1,5})?/g;
const filePath =
  /(?<![\w:/])(?:[\w.@-]+\/)+[\w.@-]+\.\w{1,8}(?:[#:]L?\d{1,6}(?:-L?\d{1,6})?)?|(?<![\w/.-])[\w-]+\.(?:sol|rs|go|py|js|ts|tsx|jsx|java|kt|swift|c|cc|cpp|h|hpp|cs|php|rb|ex|exs|hs|scala|vy|cairo|move|sh|yml|yaml|tf|json|xml|html|conf|cfg)\b(?:[#:]L?\d{1,6}(?:-L?\d{1,6})?)?/g;
/** A name of a host stands alone or in a list; inside prose it may be anything. */
const hostName =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?!(?:sol|rs|go|py|js|ts|java|kt|swift|c|h|cs|php|rb|ex|hs|md|txt|json|xml|html|yml|conf)$)[a-z]{2,24}(?::\d{1,5})?$/i;

const maxLength = 8_000;

/** Hosts, addresses, URLs and files that the words of a target name. */
export function placesOf(words: string): Places {
  const text = words.slice(0, maxLength);
  const locations: FindingLocation[] = [];
  const urls = [...text.matchAll(url)].map(([found]) => found.replace(/[.,;:]+$/, '')).slice(0, maxPlaces);
  for (const found of urls) {
    const parts = urlParts(found);
    if (parts !== undefined) locations.push({ url: found, path: parts.path });
  }
  const rest = text.replace(url, ' ');
  for (const [found] of rest.matchAll(filePath))
    if (locations.length < maxPlaces) locations.push(fileOf(found));
  return { target: targetOf(urls, rest), locations };
}

function targetOf(urls: readonly string[], rest: string): SourceTarget {
  for (const found of urls) {
    const web = isRepository(found) ? undefined : webTarget(found);
    if (web !== undefined) return web;
  }
  for (const [found] of rest.matchAll(address)) {
    const ip = canonicalIp(found.split(':')[0] ?? '');
    if (ip !== undefined) return { kind: 'HOST', raw: found, ip };
  }
  for (const word of rest.split(/[\s,;()|]+/)) {
    const hostname = hostName.test(word) ? hostnameOf(word.split(':')[0] ?? '') : undefined;
    if (hostname !== undefined) return { kind: 'HOST', raw: word, hostname };
  }
  const repository = urls.find(isRepository);
  if (repository !== undefined)
    return { kind: 'REPOSITORY', raw: repository, reference: repositoryOf(repository) };
  return { kind: 'APPLICATION', raw: '' };
}

/** Source code on a forge is where the weakness is written, not a host that was tested. */
function isRepository(found: string): boolean {
  return /^https?:\/\/(?:www\.)?(?:github|gitlab|bitbucket|codeberg)\.(?:com|org)\/[^/]+\/[^/]+/i.test(found);
}

function repositoryOf(found: string): string {
  return /^https?:\/\/[^/]+\/[^/]+\/[^/#?]+/i.exec(found)?.[0] ?? found;
}

function fileOf(found: string): FindingLocation {
  const [, path = found, from, to] = /^(.*?)(?:[#:]L?(\d+)(?:-L?(\d+))?)?$/.exec(found) ?? [];
  return {
    path,
    ...(from === undefined ? {} : { line: Number(from) }),
    ...(to === undefined ? {} : { endLine: Number(to) }),
  };
}
