import {
  type applications,
  cluster,
  company,
  hostGroups,
  repositories,
  type ScopeName,
  terminalImage,
  workloads,
} from './company.ts';
import { cycloneDxReport } from './formats/cyclonedx.ts';
import { nessusReport } from './formats/nessus.ts';
import { nucleiReport } from './formats/nuclei.ts';
import { pentestReport } from './formats/pentest-csv.ts';
import { sarifReport } from './formats/sarif.ts';
import { trivyClusterReport, trivyImageReport } from './formats/trivy.ts';
import { zapReport } from './formats/zap.ts';
import * as story from './storyline.ts';
import { hostNames, hostsInReach, type Occurrence, occurrences, scanTime, sitesInReach } from './timeline.ts';
import { type CodeRule, type CodeRuleName, codeRules } from './weaknesses/code.ts';
import { networkWeaknesses } from './weaknesses/network.ts';
import { packageWeaknesses } from './weaknesses/packages.ts';
import { pentestWeaknesses, templateWeaknesses, webWeaknesses } from './weaknesses/web.ts';

export type Tool = 'nessus' | 'trivy' | 'zap' | 'sarif' | 'cyclonedx' | 'nuclei' | 'generic-csv';

export interface DemoReport {
  /** File name below `demo/reports`. */
  readonly file: string;
  readonly scope: ScopeName;
  readonly tool: Tool;
  readonly month: number;
  readonly methodology: string;
  /** RFC 3339, in UTC. */
  readonly finishedAt: string;
  readonly text: string;
  /** What it states, one name for each place, so that expectations can be counted without reading the file. */
  readonly states: readonly Statement[];
}

export interface Statement {
  readonly key: string;
  /** False for what is only information: it has no lifecycle. */
  readonly vulnerability: boolean;
}

interface Chapter {
  readonly series: story.Series;
  readonly scope: ScopeName;
  readonly tool: Tool;
  readonly extension: string;
  readonly methodology: string;
  readonly write: (
    month: number,
    finishedAt: Date,
  ) => { readonly text: string; readonly states: readonly Statement[] };
}

/** The story's own last day; samples in the repository end with it. */
export const shippedLastDay = '2026-11-20';

/** Every report of the story in the order in which the scans ended, the last one some days before `lastDay` (2026-11-20). */
export function renderReports(lastDay: string = shippedLastDay): readonly DemoReport[] {
  const reports = chapters.flatMap(({ series, scope, tool, extension, methodology, write }) =>
    story.calendar[series].months.map((month): DemoReport => {
      const ended = scanTime(series, month, lastDay);
      const file = `${String(month).padStart(2, '0')}-${series}.${extension}`;
      return {
        file,
        scope,
        tool,
        month,
        methodology,
        finishedAt: ended.toISOString(),
        ...write(month, ended),
      };
    }),
  );
  return reports.sort((a, b) => a.finishedAt.localeCompare(b.finishedAt) || a.file.localeCompare(b.file));
}

const chapters: readonly Chapter[] = [
  network('internal', 'internal-network', 'Authenticated network scan'),
  network('perimeter', 'perimeter', 'Network scan from outside'),
  {
    series: 'cluster',
    scope: 'cluster',
    tool: 'trivy',
    extension: 'json',
    methodology: 'Cluster scan',
    write: clusterScan,
  },
  {
    series: 'terminal',
    scope: 'terminal-gateway',
    tool: 'trivy',
    extension: 'json',
    methodology: 'Image scan',
    write: imageScan,
  },
  {
    series: 'web',
    scope: 'customer-web',
    tool: 'zap',
    extension: 'xml',
    methodology: 'Signed-in web scan',
    write: webScan,
  },
  {
    series: 'templates',
    scope: 'perimeter',
    tool: 'nuclei',
    extension: 'jsonl',
    methodology: 'Template scan from outside',
    write: templateScan,
  },
  {
    series: 'pentest',
    scope: 'pentest',
    tool: 'generic-csv',
    extension: 'csv',
    methodology: 'Penetration test by hand',
    write: pentest,
  },
  code('portal-code', repositories.portal.uri, story.portalCode),
  code('ledger-code', repositories.ledger.uri, story.ledgerCode),
  parts('edi-bridge-parts', 'edi-bridge', story.ediBridgeParts),
  parts('driver-app-parts', 'driver-app', story.driverAppParts),
];

function network(series: 'internal' | 'perimeter', scope: ScopeName, methodology: string): Chapter {
  const all = occurrences(series === 'internal' ? story.internal : story.perimeter, hostNames);
  const checks = [...new Set(['19506', ...Object.values(networkWeaknesses).map(({ rule }) => rule)])].sort();
  const write: Chapter['write'] = (month, finishedAt) => {
    const hosts = hostsInReach(month, series);
    const names = new Set(hosts.map(({ name }) => name));
    const seen = seenIn(all, month).filter(({ place }) => names.has(place));
    const found = seen.map(({ what, place }) => ({ host: place, weakness: networkWeaknesses[what] }));
    const information = hosts.map(({ name }) => ({ key: `19506 ${name}`, vulnerability: false }));
    return {
      text: nessusReport({ policy: methodology, finishedAt, hosts, found, checks }),
      states: [...stated(seen), ...information],
    };
  };
  return { series, scope, tool: 'nessus', extension: 'nessus', methodology, write };
}

const clusterOccurrences = occurrences(story.clusterLines, (on) =>
  on[0] === '*' ? Object.keys(workloads) : on,
);

function clusterScan(month: number) {
  const seen = seenIn(clusterOccurrences, month);
  const found = seen.map(({ what, place }) => ({ place, weakness: packageWeaknesses[what] }));
  return {
    text: trivyClusterReport({ cluster, workloads: Object.keys(workloads), found }),
    states: stated(seen),
  };
}

const imageOccurrences = occurrences(story.terminalLines, () => [terminalImage.name]);

function imageScan(month: number, finishedAt: Date) {
  const seen = seenIn(imageOccurrences, month);
  const found = seen.map(({ what, place }) => ({ place, weakness: packageWeaknesses[what] }));
  return {
    text: trivyImageReport({ image: terminalImage.name, tag: `3.${month}.0`, finishedAt, found }),
    states: stated(seen),
  };
}

const webOccurrences = occurrences(story.web, (on) => on);

function webScan(month: number, finishedAt: Date) {
  const sites = sitesInReach(month);
  const seen = seenIn(webOccurrences, month).filter(({ place }) => sites.includes(place));
  const found = seen.map(({ what, place }) => ({ place, weakness: webWeaknesses[what] }));
  return { text: zapReport({ finishedAt, sites, found }), states: stated(seen) };
}

const templateOccurrences = occurrences(story.templates, (on) => on);

function templateScan(month: number, finishedAt: Date) {
  const seen = seenIn(templateOccurrences, month);
  const found = seen.map(({ what, place }) => ({
    place,
    ip: outsideAddress(place),
    weakness: templateWeaknesses[what],
  }));
  const states = seen.map(({ what, place }) => ({
    key: `${what} ${place}`,
    vulnerability: templateWeaknesses[what].severity !== 'INFO',
  }));
  return { text: nucleiReport({ finishedAt, found }), states };
}

function outsideAddress(origin: string): string {
  const name = new URL(origin).hostname.replace(`.${company.domain}`, '');
  const group = Object.values(hostGroups).find(({ names }) => names.includes(name));
  return group?.ip ?? '203.0.113.10';
}

const pentestOccurrences = occurrences(story.pentest, () => ['']);

function pentest(month: number, finishedAt: Date) {
  const seen = seenIn(pentestOccurrences, month);
  return {
    text: pentestReport({ finishedAt, found: seen.map(({ what }) => pentestWeaknesses[what]) }),
    states: stated(seen),
  };
}

function code(
  series: 'portal-code' | 'ledger-code',
  repository: string,
  lines: readonly story.Line<CodeRuleName>[],
): Chapter {
  const all = occurrences(lines, (on) => on);
  const language = series === 'portal-code' ? 'js/' : 'java/';
  const rules = new Map<string, CodeRule>(
    Object.entries(codeRules).filter(([id]) => id.startsWith(language)),
  );
  const write: Chapter['write'] = (month, finishedAt) => {
    const seen = seenIn(all, month);
    return {
      text: sarifReport({
        repository,
        finishedAt,
        rules,
        found: seen.map(({ what, place }) => ({ rule: what, place })),
      }),
      states: stated(seen),
    };
  };
  return {
    series,
    scope: series,
    tool: 'sarif',
    extension: 'sarif',
    methodology: 'Static code analysis',
    write,
  };
}

function parts(
  series: 'edi-bridge-parts' | 'driver-app-parts',
  application: keyof typeof applications,
  lines: typeof story.ediBridgeParts,
): Chapter {
  const all = occurrences(lines, () => [application]);
  const write: Chapter['write'] = (month, finishedAt) => {
    const seen = seenIn(all, month);
    const found = seen.map(({ what }) => packageWeaknesses[what]);
    return {
      text: cycloneDxReport({ application, version: `5.${month}.0`, finishedAt, found }),
      states: stated(seen),
    };
  };
  return {
    series,
    scope: series,
    tool: 'cyclonedx',
    extension: 'cdx.json',
    methodology: 'Parts list',
    write,
  };
}

function seenIn<Name extends string>(
  all: readonly Occurrence<Name>[],
  month: number,
): readonly Occurrence<Name>[] {
  return all.filter(({ seen }) => seen.has(month));
}

function stated(seen: readonly Occurrence<string>[]): readonly Statement[] {
  return seen.map(({ what, place }) => ({ key: `${what} ${place}`, vulnerability: true }));
}
