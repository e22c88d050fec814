import { company, hostGroups, sites } from './company.ts';
import { calendar, type Line, months, type Series } from './storyline.ts';

const dayMs = 86_400_000;
/** A month of the story has thirty days, so that dates can be counted. */
const monthDays = 30;

/** When a scan of the story ended: its month, counted back from the story's last day. */
export function scanTime(series: Series, month: number, lastDay: string): Date {
  const daysAgo = (months - 1 - month) * monthDays + calendar[series].daysBefore;
  return new Date(Date.parse(`${lastDay}T04:30:00Z`) - daysAgo * dayMs);
}

export interface Host {
  readonly name: string;
  readonly ip: string;
  readonly os: string;
  readonly since: number;
}

const hostsByGroup = new Map(Object.entries(hostGroups).map(([name, group]) => [name, hostsOf(group)]));
const allHosts = [...hostsByGroup.values()].flat();

function hostsOf({ names, ip, os, since = 0 }: (typeof hostGroups)[string]): Host[] {
  const [a, b, c, last] = ip.split('.').map(Number);
  return names.map((name, index) => ({
    name: `${name}.${company.domain}`,
    ip: [a, b, c, (last ?? 0) + index].join('.'),
    os,
    since,
  }));
}

/** Hosts that a network scan of a month reaches: inside or outside. */
export function hostsInReach(month: number, reach: 'internal' | 'perimeter'): readonly Host[] {
  const outside = reach === 'perimeter';
  return allHosts.filter((host) => host.since <= month && host.ip.startsWith('203.0.113.') === outside);
}

/** `@group` is each of its hosts, another name a host. @throws Error for a name that the company does not have */
export function hostNames(on: readonly string[]): readonly string[] {
  return on.flatMap((name) => {
    const group = name.startsWith('@')
      ? hostsByGroup.get(name.slice(1))
      : allHosts.filter((host) => host.name === `${name}.${company.domain}`);
    if (group === undefined || group.length === 0) throw new Error(`the story names no host ${name}`);
    return group.map((host) => host.name);
  });
}

export function sitesInReach(month: number): readonly string[] {
  return Object.entries(sites).flatMap(([origin, { since = 0 }]) => (since <= month ? [origin] : []));
}

/** One weakness in one place, and the months in which a scan would find it. */
export interface Occurrence<Name extends string> {
  readonly what: Name;
  readonly place: string;
  readonly seen: ReadonlySet<number>;
}

/** Lines of the story place by place. Two lines about the same weakness in the same place are one occurrence. */
export function occurrences<Name extends string>(
  lines: readonly Line<Name>[],
  placesOf: (on: readonly string[]) => readonly string[],
): readonly Occurrence<Name>[] {
  const found = new Map<string, { what: Name; place: string; seen: Set<number> }>();
  for (const line of lines) {
    placesOf(line.on).forEach((place, index) => {
      const key = `${line.what} ${place}`;
      const occurrence = found.get(key) ?? { what: line.what, place, seen: new Set() };
      found.set(key, occurrence);
      for (const month of monthsSeen(line, index)) occurrence.seen.add(month);
    });
  }
  return [...found.values()];
}

/** The months of '0-4, 9-'; place number `index` of a line with a pace stays that much longer. */
function monthsSeen({ seen, pace }: Line<string>, index: number): number[] {
  const longer = pace === undefined ? 0 : Math.floor(index / pace);
  return seen.split(', ').flatMap((span) => {
    const [from = 0, to = 0] = span.split('-').map((end) => (end === '' ? months - 1 : Number(end)));
    const last = span.endsWith('-') ? to : to + longer;
    return Array.from({ length: months }, (_, month) => month).filter(
      (month) => month >= from && month <= last,
    );
  });
}
