import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

export interface NessusShape {
  /** ReportItems in all. */
  readonly findings: number;
  readonly findingsPerHost: number;
  /** Bytes of plugin output per item; 118 MB for 100,000 findings needs about 620. */
  readonly outputBytes: number;
  /** Changes which plugins are there: two seeds share most findings. */
  readonly seed?: number;
  /** Bytes of policy before the first host, as scanners with many plugins write them. */
  readonly policyBytes?: number;
}

export const shape100k: NessusShape = { findings: 100_000, findingsPerHost: 100, outputBytes: 230 };

/** Larger items behind a long policy: 350 MB. */
export const shape350mb: NessusShape = {
  findings: 100_000,
  findingsPerHost: 100,
  outputBytes: 2_540,
  policyBytes: 1_000_000,
};

/** 1.8 GB of 1,000,000 findings; the largest file that is taken has 2 GiB. */
export const shape1m: NessusShape = { findings: 1_000_000, findingsPerHost: 100, outputBytes: 900 };

const cache = fileURLToPath(new URL('./.cache/', import.meta.url));

/** A file of this shape in bench/.cache, made once. */
export async function nessusReport(shape: NessusShape): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const { findings, findingsPerHost, outputBytes, seed = 0, policyBytes = 0 } = shape;
  const path = `${cache}nessus-${[findings, findingsPerHost, outputBytes, seed, policyBytes].join('-')}.nessus`;
  if (existsSync(path)) return path;
  await writeNessusFile(`${path}.part`, shape);
  renameSync(`${path}.part`, path);
  return path;
}

/** The shape with as many findings as CRP_BENCH_FINDINGS says, to try a bench out. */
export function tried(shape: NessusShape): NessusShape {
  const given = process.env.CRP_BENCH_FINDINGS;
  return given === undefined ? shape : { ...shape, findings: Number(given) };
}

const severities = [0, 1, 1, 2, 2, 2, 2, 3, 3, 4] as const;
const risk = ['None', 'Low', 'Medium', 'High', 'Critical'] as const;

/**
 * Writes a .nessus file (NessusClientData_v2) of made-up hosts and plugins, item by item, in flat memory. The same shape gives
 * the same bytes.
 */
export async function writeNessusFile(path: string, shape: NessusShape): Promise<void> {
  const out = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  const write = async (text: string) => {
    if (!out.write(text)) await once(out, 'drain');
  };
  await write(
    `<?xml version="1.0" ?>\n<NessusClientData_v2>\n<Policy><policyName>Bench</policyName>${policyXml(shape.policyBytes ?? 0)}</Policy>\n<Report name="bench" xmlns:cm="http://www.nessus.org/cm">\n`,
  );
  const hosts = Math.ceil(shape.findings / shape.findingsPerHost);
  for (let host = 0; host < hosts; host++) {
    const count = Math.min(shape.findingsPerHost, shape.findings - host * shape.findingsPerHost);
    await write(hostXml(host, count, shape));
  }
  await write('</Report>\n</NessusClientData_v2>\n');
  out.end();
  await finished(out);
}

function policyXml(bytes: number): string {
  if (bytes === 0) return '';
  const item = (n: number) =>
    `<item><pluginName>Bench[checkbox]:Option ${n}</pluginName><pluginId>${20_000 + n}</pluginId><preferenceName>Option ${n}</preferenceName><selectedValue>no</selectedValue></item>`;
  const items = Array.from({ length: Math.ceil(bytes / item(1_000).length) }, (_, n) => item(1_000 + n));
  return `<Preferences><PluginsPreferences>${items.join('')}</PluginsPreferences></Preferences>`;
}

function hostXml(host: number, count: number, shape: NessusShape): string {
  const ip = `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`;
  const items = Array.from({ length: count }, (_, index) => itemXml(host, index, shape)).join('');
  return `<ReportHost name="${ip}"><HostProperties>
<tag name="Credentialed_Scan">true</tag><tag name="HOST_END">Mon Mar  2 08:00:00 2026</tag><tag name="operating-system">Linux Kernel 6.1</tag>
<tag name="host-ip">${ip}</tag><tag name="host-fqdn">host-${host}.bench.test</tag><tag name="HOST_START">Mon Mar  2 07:00:00 2026</tag>
</HostProperties>
${items}</ReportHost>
`;
}

function itemXml(host: number, index: number, { outputBytes, seed = 0 }: NessusShape): string {
  const severity = severities[(host * 7 + index) % severities.length] ?? 0;
  const plugin = 10_000 + ((index * 37 + (host % 50)) % 20_000) + (index % 100 < seed ? 30_000 : 0);
  const port = [22, 80, 443, 3306, 8080][index % 5];
  const cve =
    severity === 0
      ? ''
      : `<cve>CVE-20${10 + (plugin % 15)}-${10_000 + (plugin % 50_000)}</cve><cvss3_base_score>${(severity * 2.4).toFixed(1)}</cvss3_base_score><cvss3_vector>CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</cvss3_vector><cwe>${20 + (plugin % 600)}</cwe>`;
  return `<ReportItem port="${port}" svc_name="www" protocol="tcp" severity="${severity}" pluginID="${plugin}" pluginName="Bench plugin ${plugin} outdated service" pluginFamily="General">
<agent>unix</agent><description>The service behind this port runs a release that its makers no longer maintain. Plugin ${plugin} compares the banner with the list of maintained releases.</description>
<fname>bench_${plugin}.nasl</fname><plugin_modification_date>2026/01/12</plugin_modification_date><plugin_publication_date>2020/05/01</plugin_publication_date><plugin_type>remote</plugin_type>
<risk_factor>${risk[severity]}</risk_factor><script_version>1.7</script_version><see_also>https://advisories.bench.test/${plugin}</see_also><solution>Upgrade to a maintained release.</solution><synopsis>The remote service is out of date.</synopsis>${cve}
<plugin_output>${'Installed version : 1.2.3 / fixed version : 2.0.0. '.repeat(Math.ceil(outputBytes / 50)).slice(0, outputBytes)}</plugin_output>
</ReportItem>
`;
}
