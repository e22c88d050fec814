import type { Host } from '../timeline.ts';
import type { NetworkWeakness } from '../weaknesses/weakness.ts';
import { xml } from './xml.ts';

export interface NetworkScan {
  readonly policy: string;
  readonly finishedAt: Date;
  readonly hosts: readonly Host[];
  readonly found: readonly { readonly host: string; readonly weakness: NetworkWeakness }[];
  /** Every check that the policy runs, whether or not it found something. */
  readonly checks: readonly string[];
}

const levels = { INFO: 0, LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4 } as const;
const words = { INFO: 'None', LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High', CRITICAL: 'Critical' } as const;

/** A scan in the format of Tenable Nessus (root `NessusClientData_v2`). */
export function nessusReport(scan: NetworkScan): string {
  const lines = [
    '<?xml version="1.0" ?>',
    '<NessusClientData_v2>',
    `<Policy><policyName>${xml(scan.policy)}</policyName><Preferences><ServerPreferences><preference><name>plugin_set</name><value>${scan.checks.join(';')};</value></preference></ServerPreferences></Preferences></Policy>`,
    `<Report name="${xml(scan.policy)}" xmlns:cm="http://www.nessus.org/cm">`,
    ...scan.hosts.flatMap((host) => reportHost(host, scan)),
    '</Report>',
    '</NessusClientData_v2>',
    '',
  ];
  return lines.join('\n');
}

function reportHost(host: Host, { finishedAt, found }: NetworkScan): string[] {
  const tags = [
    ['HOST_END_TIMESTAMP', Math.floor(finishedAt.getTime() / 1000)],
    ['HOST_END', ctime(finishedAt)],
    ['Credentialed_Scan', 'true'],
    ['operating-system', host.os],
    ['host-ip', host.ip],
    ['host-fqdn', host.name],
  ] as const;
  return [
    `<ReportHost name="${host.name}"><HostProperties>`,
    ...tags.map(([name, value]) => `<tag name="${name}">${xml(value)}</tag>`),
    '</HostProperties>',
    scanInformation,
    ...found.filter((one) => one.host === host.name).flatMap(({ weakness }) => reportItem(weakness)),
    '</ReportHost>',
  ];
}

const scanInformation = `<ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506" pluginName="Nessus Scan Information" pluginFamily="Settings">
<plugin_type>summary</plugin_type><risk_factor>None</risk_factor><plugin_output>Nessus version : 10.10.1
Credentialed checks : yes</plugin_output></ReportItem>`;

function reportItem(it: NetworkWeakness): string[] {
  const protocol = it.port === 161 || it.port === 123 ? 'udp' : 'tcp';
  return [
    `<ReportItem port="${it.port}" svc_name="${it.service}" protocol="${protocol}" severity="${levels[it.severity]}" pluginID="${it.rule}" pluginName="${xml(it.title)}" pluginFamily="${xml(it.family)}">`,
    ...(it.product === undefined ? [] : [`<cpe>${it.product[0]}</cpe>`]),
    ...(it.cves ?? []).map((cve) => `<cve>${cve}</cve>`),
    ...(it.cwes ?? []).map((cwe) => `<cwe>${cwe}</cwe>`),
    ...(it.cvss === undefined
      ? []
      : [
          `<cvss3_base_score>${it.cvss[0].toFixed(1)}</cvss3_base_score>`,
          `<cvss3_vector>CVSS:3.0/${it.cvss[1]}</cvss3_vector>`,
        ]),
    `<description>${xml(it.about)}</description>`,
    ...(it.kevDue === undefined
      ? []
      : ['<exploit_available>true</exploit_available>', `<xref>CISA-KNOWN-EXPLOITED:${it.kevDue}</xref>`]),
    `<plugin_type>${it.reach}</plugin_type>`,
    `<risk_factor>${words[it.severity]}</risk_factor>`,
    `<solution>${xml(it.fix)}</solution>`,
    ...(it.product === undefined
      ? []
      : [
          `<plugin_output>\n  Installed version : ${it.product[1]}\n  Fixed version     : ${it.product[2]}\n</plugin_output>`,
        ]),
    '</ReportItem>',
  ];
}

/** "Thu Jan  1 12:00:00 2026", as C prints it. */
function ctime(time: Date): string {
  const [day = '', date = '', month = '', year = '', clock = ''] = time
    .toUTCString()
    .replace(',', '')
    .split(' ');
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${clock} ${year}`;
}
