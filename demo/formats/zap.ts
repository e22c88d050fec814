import type { WebWeakness } from '../weaknesses/web.ts';
import { xml } from './xml.ts';

export interface WebScan {
  readonly finishedAt: Date;
  readonly sites: readonly string[];
  readonly found: readonly { readonly place: string; readonly weakness: WebWeakness }[];
}

const risks = { INFO: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 3 } as const;
const riskWords = ['Informational', 'Low', 'Medium', 'High'] as const;
const confidences = ['False Positive', 'Low', 'Medium', 'High'] as const;

/** ZAP's traditional XML report. */
export function zapReport({ finishedAt, sites, found }: WebScan): string {
  const generated = finishedAt.toUTCString().replace(' GMT', '');
  return [
    '<?xml version="1.0"?>',
    `<OWASPZAPReport programName="ZAP" version="2.16.1" generated="${generated}" created="${finishedAt.toISOString()}">`,
    ...sites.flatMap((origin) => [
      `<site name="${origin}" host="${new URL(origin).hostname}" port="443" ssl="true"><alerts>`,
      ...found.filter(({ place }) => place === origin).map(({ weakness }) => alert(origin, weakness)),
      '</alerts></site>',
    ]),
    '</OWASPZAPReport>',
    '',
  ].join('\n');
}

function alert(origin: string, it: WebWeakness): string {
  const risk = risks[it.severity];
  const instances = it.pages.map(
    ([path, parameter = '']) =>
      `<instance><uri>${xml(origin + path)}</uri><method>GET</method><param>${xml(parameter)}</param></instance>`,
  );
  return [
    '<alertitem>',
    `<pluginid>${it.rule}</pluginid><alertRef>${it.rule}</alertRef>`,
    `<alert>${xml(it.title)}</alert><name>${xml(it.title)}</name>`,
    `<riskcode>${risk}</riskcode><confidence>${it.confidence}</confidence><riskdesc>${riskWords[risk]} (${confidences[it.confidence]})</riskdesc>`,
    `<desc>${xml(`<p>${it.about}</p>`)}</desc>`,
    `<instances>${instances.join('')}</instances><count>${instances.length}</count>`,
    `<solution>${xml(`<p>${it.fix}</p>`)}</solution>`,
    `<cweid>${it.cwes?.[0] ?? -1}</cweid>`,
    '</alertitem>',
  ].join('\n');
}
