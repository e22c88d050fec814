interface NessusOptions {
  /** Name or address of each host. */
  readonly hosts: readonly string[];
  readonly plugins: readonly number[];
  /** 0 to 4, default 3. */
  readonly severity?: number;
  /** Plugins of the scan policy, when the report lists them. */
  readonly ran?: readonly number[];
  readonly start?: string;
  readonly end?: string;
}

const risks = ['None', 'Low', 'Medium', 'High', 'Critical'];

/** A .nessus report for tests: every host with every plugin, scanned to the end with credentials. */
export function nessusReport(options: NessusOptions): string {
  const { hosts, plugins, severity = 3, ran } = options;
  const { start = 'Mon Mar  2 07:00:00 2026', end = 'Mon Mar  2 08:00:00 2026' } = options;
  const item = (id: number) =>
    `<ReportItem port="443" svc_name="www" protocol="tcp" severity="${severity}" pluginID="${id}" pluginName="Plugin ${id}" pluginFamily="General"><description>d</description><risk_factor>${risks[severity]}</risk_factor><synopsis>s</synopsis></ReportItem>`;
  const host = (name: string) =>
    `<ReportHost name="${name}"><HostProperties>${tag(/^[0-9.]+$/.test(name) ? 'host-ip' : 'host-fqdn', name)}${tag('Credentialed_Scan', 'true')}${tag('HOST_START', start)}${tag('HOST_END', end)}</HostProperties>
${plugins.map(item).join('\n')}</ReportHost>`;
  return `<?xml version="1.0" ?><NessusClientData_v2>${ran ? policy(ran) : ''}<Report name="gate">${hosts.map(host).join('\n')}</Report></NessusClientData_v2>`;
}

function tag(name: string, value: string): string {
  return `<tag name="${name}">${value}</tag>`;
}

function policy(ran: readonly number[]): string {
  return `<Policy><policyName>p</policyName><Preferences><ServerPreferences><preference><name>plugin_set</name><value>${ran.join(';')}</value></preference></ServerPreferences></Preferences></Policy>`;
}
