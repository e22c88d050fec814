/**
 * The story, month 0 to month 11. One line says what, where and when: `seen` lists the months in which a scan would find it
 * ('0-4' or '0-4, 9-'); with `pace` that many places are mended each month after the end of a span, in the order they are named.
 *
 * How it goes: nobody patches in step, and what the scans find grows until month 7. Then a programme of fixes runs: the
 * fleet is patched in waves, the container base image is replaced, the portal is hardened. In month 9 the carrier file exchange
 * comes back from an old backup with a hole that had been closed, and from month 2 on the settlement databases run on systems that get no
 * more updates. In the end these two weigh more than everything else. Two depots keep terminals that are past every date.
 */
import type { CodeRuleName } from './weaknesses/code.ts';
import type { NetworkName } from './weaknesses/network.ts';
import type { PackageName } from './weaknesses/packages.ts';
import type { PentestName, TemplateName, WebName } from './weaknesses/web.ts';

export const months = 12;

export interface Line<Name extends string> {
  readonly what: Name;
  /** Hosts or `@groups`, workloads, sites … */
  readonly on: readonly string[];
  readonly seen: string;
  readonly pace?: number;
}

/** In which months each scan runs, and on which day before the end of the month's thirty. */
export const calendar = {
  internal: { months: [0, 2, 4, 6, 8, 10, 11], daysBefore: 3 },
  perimeter: { months: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], daysBefore: 6 },
  cluster: { months: [1, 3, 5, 7, 9, 11], daysBefore: 5 },
  terminal: { months: [2, 6, 10], daysBefore: 8 },
  web: { months: [1, 3, 5, 7, 9, 11], daysBefore: 9 },
  templates: { months: [0, 3, 6, 9, 11], daysBefore: 4 },
  pentest: { months: [2, 9], daysBefore: 12 },
  'portal-code': { months: [2, 6, 10], daysBefore: 10 },
  'ledger-code': { months: [2, 6, 11], daysBefore: 11 },
  'edi-bridge-parts': { months: [1, 4, 7, 10], daysBefore: 7 },
  'driver-app-parts': { months: [4, 8, 11], daysBefore: 7 },
} as const satisfies Readonly<
  Record<string, { readonly months: readonly number[]; readonly daysBefore: number }>
>;

export type Series = keyof typeof calendar;

const linuxServers = [
  '@settlement-app',
  '@settlement-switch',
  '@warehouse-app',
  '@warehouse-db',
  '@erp-db',
  '@relay',
  '@build',
  '@monitoring',
];
const windowsServers = ['@directory', '@files', '@erp', '@jump', '@backup'];
const terminals = ['@terminals-aas', '@terminals-brek', '@terminals-dovik'];
/** The two depots that nobody got round to. */
const lateDepots = ['@terminals-brek', '@terminals-dovik'];
const fleet = [...windowsServers, '@notebooks', ...terminals];
const desks = ['@notebooks'];
const lind = ['@lind-servers', '@lind-terminals'];

export const internal: readonly Line<NetworkName>[] = [
  // What nobody had tightened; the programme works through it.
  { what: 'smb-signing', on: [...windowsServers, '@notebooks', '@terminals-aas'], seen: '0-7', pace: 9 },
  {
    what: 'tls-1.0',
    on: ['@settlement-app', '@erp', '@warehouse-app', '@esx', 'sw-core-1', 'sw-core-2'],
    seen: '0-7',
    pace: 5,
  },
  { what: 'tls-1.0', on: ['@printers'], seen: '0-' },
  { what: 'self-signed', on: ['@esx', '@switches', '@backup', '@monitoring'], seen: '0-8', pace: 5 },
  { what: 'self-signed', on: ['@printers'], seen: '0-' },
  { what: 'ssh-weak-mac', on: [...linuxServers, '@esx', '@switches'], seen: '0-8', pace: 10 },
  { what: 'terrapin', on: [...linuxServers, '@switches'], seen: '0-8', pace: 8 },
  { what: 'icmp-timestamp', on: [...linuxServers, '@switches', '@terminals-aas'], seen: '0-8', pace: 10 },
  { what: 'snmp-public', on: ['@switches', '@printers'], seen: '0-7', pace: 4 },
  { what: 'ntp-mode-6', on: ['@switches'], seen: '0-8', pace: 3 },
  { what: 'telnet', on: ['sw-aas-1', 'sw-brek-1', 'sw-dovik-1'], seen: '0-7', pace: 2 },
  { what: 'sweet32', on: ['@settlement-app', '@erp', '@esx'], seen: '0-7', pace: 4 },
  { what: 'tls-old-hash', on: ['@warehouse-app', '@erp', '@backup'], seen: '0-8' },

  // The settlement databases: out of support since month 2, and nobody has decided.
  { what: 'windows-2012-eol', on: ['@settlement-db'], seen: '2-' },
  { what: 'sql-2014-eol', on: ['@settlement-db'], seen: '2-' },
  { what: 'sql-2014-odbc', on: ['@settlement-db'], seen: '0-' },
  { what: 'windows-2012-print', on: ['@settlement-db'], seen: '4-' },
  { what: 'win-clfs', on: ['@settlement-db'], seen: '4-' },
  { what: 'smb-signing', on: ['@settlement-db'], seen: '0-' },
  { what: 'tls-1.0', on: ['@settlement-db'], seen: '0-' },

  // Terminals at two depots: past every date. At Dovik an old template brought back what had been closed.
  { what: 'windows-10-eol', on: lateDepots, seen: '4-' },
  { what: 'terminal-driver', on: lateDepots, seen: '6-' },
  { what: 'rdp-nla', on: lateDepots, seen: '2-' },
  { what: 'smb-signing', on: lateDepots, seen: '0-' },
  { what: 'icmp-timestamp', on: lateDepots, seen: '2-' },
  { what: 'smb-v1', on: ['@terminals-dovik'], seen: '0-5, 10-' },
  { what: 'rdp-nla', on: ['@terminals-aas'], seen: '2-7' },

  // Windows, month by month.
  { what: 'win-ipv6', on: fleet, seen: '0-1', pace: 10 },
  { what: 'win-ldap', on: ['@directory'], seen: '0-3' },
  { what: 'win-ntlm-leak', on: fleet, seen: '0-4', pace: 12 },
  { what: 'win-mmc', on: ['@directory', '@jump', '@notebooks'], seen: '2-7', pace: 7 },
  { what: 'win-hyperv', on: fleet, seen: '2-7', pace: 18 },
  { what: 'win-clfs', on: fleet, seen: '4-7', pace: 20 },
  { what: 'win-webdav', on: ['@notebooks', '@terminals-aas'], seen: '6-6', pace: 8 },
  { what: 'win-ntfs', on: ['@files', '@notebooks'], seen: '7-8', pace: 10 },
  { what: 'win-rasman', on: ['@jump', '@notebooks'], seen: '10-10', pace: 8 },
  { what: 'win-kernel', on: fleet, seen: '11-' },
  { what: 'asp-net', on: ['@erp', '@jump'], seen: '11-' },

  // Desks.
  { what: 'chrome-v8-2024', on: desks, seen: '0-2', pace: 6 },
  { what: 'chrome-mojo', on: desks, seen: '4-4', pace: 8 },
  { what: 'chrome-v8-summer', on: desks, seen: '6-7', pace: 8 },
  { what: 'chrome-v8-autumn', on: desks, seen: '11-' },
  { what: '7-zip', on: [...desks, '@jump', '@files'], seen: '2-8', pace: 8 },
  { what: 'reader', on: desks, seen: '0-8', pace: 6 },
  { what: 'java', on: ['@erp', '@build', 'nb-103', 'nb-108'], seen: '0-8', pace: 2 },
  { what: 'winrar', on: ['nb-101', 'nb-104', 'nb-106', 'nb-107', 'nb-111'], seen: '10-' },

  // Linux, month by month.
  { what: 'regresshion', on: linuxServers, seen: '0-3', pace: 4 },
  { what: 'looney', on: linuxServers, seen: '0-7', pace: 6 },
  { what: 'curl-socks', on: ['@warehouse-app', '@relay', '@build', '@monitoring'], seen: '0-6', pace: 3 },
  { what: 'openssl-x509', on: linuxServers, seen: '0-6', pace: 6 },
  { what: 'sqlite', on: linuxServers, seen: '2-8', pace: 8 },
  { what: 'expat', on: linuxServers, seen: '2-8', pace: 8 },
  { what: 'nf-tables', on: linuxServers, seen: '3-8', pace: 8 },
  { what: 'iconv', on: linuxServers, seen: '4-8', pace: 8 },
  { what: 'sudo-chroot', on: linuxServers, seen: '4-7', pace: 7 },
  { what: 'rsync-checksum', on: ['@build', 'mon-1'], seen: '6-7' },
  { what: 'krb5-token', on: ['@settlement-app', '@relay'], seen: '6-8' },
  { what: 'pam-namespace', on: linuxServers, seen: '8-9', pace: 12 },
  { what: 'ssh-hostkey', on: linuxServers, seen: '10-10', pace: 6 },
  { what: 'kernel-timers', on: linuxServers, seen: '11-' },
  { what: 'vim', on: linuxServers, seen: '10-' },
  { what: 'libxml2', on: linuxServers, seen: '11-' },
  { what: 'glib', on: linuxServers, seen: '10-' },
  { what: 'python-tar', on: ['@warehouse-app', '@build', '@monitoring'], seen: '11-' },

  // Single systems.
  { what: 'log4shell', on: ['@warehouse-app'], seen: '0-4' },
  { what: 'log4shell', on: ['wms-app-2'], seen: '8-9' },
  { what: 'esx-group', on: ['@esx'], seen: '0-7', pace: 2 },
  { what: 'esx-escape', on: ['@esx'], seen: '3-7', pace: 2 },
  { what: 'veeam-2024', on: ['@backup'], seen: '1-4' },
  { what: 'veeam-2025', on: ['@backup'], seen: '6-7' },
  { what: 'postgres-env', on: ['@warehouse-db', '@erp-db'], seen: '1-7' },
  { what: 'ios-snmp', on: ['@switches'], seen: '10-' },

  // Lind Cartage joins.
  { what: 'smb-signing', on: lind, seen: '10-' },
  { what: 'rdp-nla', on: lind, seen: '10-' },
  { what: 'win-ntlm-leak', on: lind, seen: '10-10', pace: 4 },
  { what: '7-zip', on: ['@lind-terminals'], seen: '10-' },
  { what: 'tls-1.0', on: ['@lind-servers', '@lind-switch'], seen: '10-' },
  { what: 'self-signed', on: ['@lind-servers', '@lind-switch'], seen: '10-' },
  { what: 'telnet', on: ['@lind-switch'], seen: '10-10' },
  { what: 'snmp-public', on: ['@lind-switch'], seen: '10-' },
  { what: 'icmp-timestamp', on: [...lind, '@lind-switch'], seen: '10-' },
];

const edge = [
  '@edge-portal',
  '@edge-api',
  '@edge-track',
  '@edge-exchange',
  '@edge-mail',
  '@edge-www',
  '@edge-sso',
];

export const perimeter: readonly Line<NetworkName>[] = [
  { what: 'tls-1.0', on: edge, seen: '0-6', pace: 2 },
  { what: 'sweet32', on: [...edge, '@edge-vpn'], seen: '0-6', pace: 3 },
  { what: 'hsts-missing', on: edge, seen: '0-7', pace: 3 },
  { what: 'http-trace', on: ['@edge-www', '@edge-track'], seen: '0-8' },
  {
    what: 'rapid-reset',
    on: ['@edge-portal', '@edge-api', '@edge-track', '@edge-www'],
    seen: '0-3',
    pace: 1,
  },
  { what: 'apache-rewrite', on: ['@edge-track', '@edge-www'], seen: '1-7' },
  { what: 'php-cgi', on: ['@edge-www'], seen: '2-3' },
  { what: 'exim-mime', on: ['@edge-mail'], seen: '3-6' },
  { what: 'smtp-starttls', on: ['@edge-mail'], seen: '0-9' },
  { what: 'dns-recursion', on: ['@edge-mail'], seen: '4-7' },
  { what: 'nginx-mp4', on: ['@edge-portal', '@edge-api', '@edge-sso'], seen: '10-' },
  { what: 'regresshion', on: ['@edge-portal', '@edge-sso', '@edge-mail'], seen: '0-2' },
  { what: 'cert-expired', on: ['@edge-track'], seen: '4-4, 10-10' },
  { what: 'citrix-bleed-2', on: ['@edge-vpn'], seen: '4-7' },
  { what: 'moveit-auth', on: ['@edge-exchange'], seen: '2-5, 9-' },
  { what: 'moveit-sqli', on: ['@edge-exchange'], seen: '1-5, 9-' },
];

const all = ['*'];
const java = [
  'pay/Deployment/ledger',
  'pay/Deployment/settlement-runner',
  'pay/Deployment/invoice-api',
  'edi/Deployment/bridge',
];
const node = ['track/Deployment/web', 'portal/Deployment/web', 'portal/Deployment/documents'];
const go = ['track/Deployment/events', 'ops/Deployment/metrics', 'ops/DaemonSet/log-shipper'];
const python = ['track/Deployment/geocoder', 'portal/Deployment/documents'];

export const clusterLines: readonly Line<PackageName>[] = [
  // The old base image; replaced workload by workload from month 7.
  { what: 'zlib-extra', on: all, seen: '1-6', pace: 5 },
  { what: 'expat-length', on: all, seen: '3-6', pace: 5 },
  { what: 'expat-depth', on: all, seen: '3-7', pace: 5 },
  { what: 'openssl-type', on: all, seen: '1-6', pace: 6 },
  { what: 'glibc-iconv', on: all, seen: '3-7', pace: 6 },
  { what: 'glibc-loader', on: all, seen: '1-7', pace: 6 },
  { what: 'perl-cpan', on: all, seen: '1-8', pace: 6 },
  { what: 'ncurses-terminfo', on: all, seen: '1-8', pace: 6 },
  // The new one.
  { what: 'openssl-mac', on: all, seen: '9-10' },
  { what: 'perl-regex', on: java, seen: '7-8' },
  { what: 'krb5-token', on: java, seen: '7-8' },
  { what: 'openssl-alpn', on: ['portal/Deployment/web', 'track/Deployment/web'], seen: '9-10' },
  { what: 'curl-free', on: go, seen: '9-10' },
  { what: 'curl-date', on: all, seen: '11-' },
  { what: 'gnutls-loop', on: all, seen: '11-' },
  { what: 'libxml-free', on: ['portal/Deployment/documents', 'edi/Deployment/bridge'], seen: '11-' },
  { what: 'pam-namespace', on: all, seen: '11-' },
  { what: 'sqlite-aggregate', on: ['ops/Deployment/metrics', 'track/Deployment/geocoder'], seen: '11-' },
  { what: 'tar-file', on: all, seen: '9-' },
  { what: 'apt-key', on: all, seen: '9-' },
  // Programs.
  { what: 'spring-shell', on: java, seen: '1-2' },
  { what: 'text-lookup', on: java, seen: '1-7', pace: 2 },
  { what: 'snake-types', on: java, seen: '1-8', pace: 2 },
  { what: 'jdbc-line', on: java, seen: '3-8' },
  { what: 'activemq-types', on: ['pay/StatefulSet/queue'], seen: '1-3' },
  { what: 'jackson-depth', on: java, seen: '1-7', pace: 2 },
  { what: 'spring-redirect', on: java, seen: '5-7' },
  { what: 'tomcat-put', on: java, seen: '5-6' },
  { what: 'beanutils-enum', on: ['pay/Deployment/ledger', 'edi/Deployment/bridge'], seen: '9-' },
  { what: 'go-netip', on: go, seen: '1-4' },
  { what: 'go-http2', on: go, seen: '1-8' },
  { what: 'go-ssh-key', on: go, seen: '5-7' },
  { what: 'go-chunked', on: go, seen: '9-10' },
  { what: 'next-middleware', on: ['portal/Deployment/web'], seen: '5-5' },
  { what: 'axios-relative', on: node, seen: '1-8' },
  { what: 'body-parser-depth', on: node, seen: '1-8' },
  { what: 'path-regexp', on: node, seen: '3-8' },
  { what: 'cross-spawn-regexp', on: node, seen: '3-7' },
  { what: 'ws-headers', on: ['track/Deployment/web'], seen: '1-8' },
  { what: 'braces-depth', on: node, seen: '9-' },
  { what: 'express-redirect', on: node, seen: '9-' },
  { what: 'semver-regexp', on: node, seen: '11-' },
  { what: 'requests-verify', on: python, seen: '9-' },
  { what: 'setuptools-path', on: python, seen: '9-10' },
  { what: 'jinja-format', on: python, seen: '11-' },
  { what: 'urllib-redirect', on: python, seen: '11-' },
];

export const terminalLines: readonly Line<PackageName>[] = [
  { what: 'zlib-extra', on: all, seen: '2-5' },
  { what: 'openssl-type', on: all, seen: '2-9' },
  { what: 'glibc-loader', on: all, seen: '2-9' },
  { what: 'perl-cpan', on: all, seen: '6-9' },
  { what: 'curl-date', on: all, seen: '10-' },
  { what: 'gnutls-loop', on: all, seen: '10-' },
  { what: 'apt-key', on: all, seen: '2-' },
];

const portal = 'https://portal.tarnholm.test';
const track = 'https://track.tarnholm.test';
const api = 'https://api.tarnholm.test';
const drivers = 'https://drivers.tarnholm.test';

export const web: readonly Line<WebName>[] = [
  { what: 'xss-reflected', on: [portal, track], seen: '1-5', pace: 1 },
  { what: 'xss-reflected', on: [drivers], seen: '7-8' },
  { what: 'sql-injection', on: [portal], seen: '1-4' },
  { what: 'path-traversal', on: [portal], seen: '3-7' },
  { what: 'csp-missing', on: [portal, track], seen: '1-8' },
  { what: 'csp-missing', on: [drivers], seen: '11-' },
  { what: 'csrf-token', on: [portal], seen: '1-8' },
  { what: 'vulnerable-js', on: [portal, track], seen: '1-6, 11-' },
  { what: 'clickjacking', on: [portal, track], seen: '1-7' },
  { what: 'clickjacking', on: [drivers], seen: '9-' },
  { what: 'cors-any', on: [api], seen: '1-8' },
  { what: 'cors-any', on: [drivers], seen: '9-' },
  { what: 'sri-missing', on: [track, drivers], seen: '9-' },
  { what: 'cookie-httponly', on: [portal, track], seen: '1-7' },
  { what: 'cookie-httponly', on: [drivers], seen: '9-' },
  { what: 'cookie-samesite', on: [portal, track], seen: '1-7' },
  { what: 'server-version', on: [portal, track, api], seen: '1-7' },
  { what: 'server-version', on: [drivers], seen: '9-' },
  { what: 'error-page', on: [track], seen: '3-' },
  { what: 'nosniff-missing', on: [portal, track, api], seen: '1-8' },
  { what: 'nosniff-missing', on: [drivers], seen: '9-' },
  { what: 'hsts-missing', on: [portal, track, api], seen: '1-7' },
  { what: 'private-address', on: [api], seen: '5-' },
];

export const templates: readonly Line<TemplateName>[] = [
  { what: 'git-config', on: [track], seen: '0-5' },
  { what: 'swagger', on: [api], seen: '0-' },
  { what: 'swagger', on: [drivers], seen: '9-' },
  { what: 'weak-tls', on: [portal, track, api], seen: '0-5' },
  { what: 'grafana-panel', on: [track], seen: '0-5' },
  { what: 'citrix-panel', on: ['https://vpn.tarnholm.test'], seen: '0-' },
];

export const pentest: readonly Line<PentestName>[] = [
  { what: 'reset-link', on: all, seen: '2-' },
  { what: 'rate-limit', on: all, seen: '2-5' },
  { what: 'upload-type', on: all, seen: '2-' },
  { what: 'webhook-inside', on: all, seen: '9-' },
  { what: 'driver-positions', on: all, seen: '9-' },
];

/** `on` names a file and its function. */
export const portalCode: readonly Line<CodeRuleName>[] = [
  {
    what: 'js/sql-injection',
    on: ['src/invoices/list.ts#sortedBy', 'src/shipments/find.ts#find'],
    seen: '2-5',
  },
  { what: 'js/xss-through-dom', on: ['src/web/search.ts#show', 'src/web/banner.ts#render'], seen: '2-5' },
  { what: 'js/path-injection', on: ['src/documents/get.ts#open'], seen: '2-5' },
  { what: 'js/request-forgery', on: ['src/webhooks/send.ts#send'], seen: '2-7' },
  {
    what: 'js/clear-text-logging',
    on: ['src/session/start.ts#start', 'src/pay/authorise.ts#authorise'],
    seen: '2-7',
  },
  {
    what: 'js/missing-rate-limiting',
    on: ['src/session/routes.ts#signIn', 'src/reset/routes.ts#reset'],
    seen: '2-',
  },
  { what: 'js/incomplete-sanitization', on: ['src/web/labels.ts#clean'], seen: '6-' },
  { what: 'js/insufficient-password-hash', on: ['src/legacy/import.ts#hash'], seen: '6-7' },
  { what: 'js/xss-through-dom', on: ['src/web/pickup.ts#note'], seen: '10-' },
  { what: 'js/path-injection', on: ['src/documents/preview.ts#preview'], seen: '10-' },
];

export const ledgerCode: readonly Line<CodeRuleName>[] = [
  {
    what: 'java/weak-cryptographic-algorithm',
    on: ['ledger-core/src/main/java/Seal.java#seal', 'ledger-core/src/main/java/Token.java#make'],
    seen: '2-5',
  },
  { what: 'java/unsafe-deserialization', on: ['ledger-queue/src/main/java/Inbox.java#read'], seen: '2-5' },
  {
    what: 'java/hardcoded-credential',
    on: ['ledger-test/src/main/java/Fixture.java#connect', 'ledger-bank/src/main/java/Gateway.java#open'],
    seen: '2-10',
  },
  { what: 'java/xxe', on: ['ledger-bank/src/main/java/Statement.java#parse'], seen: '2-10' },
  { what: 'java/insecure-randomness', on: ['ledger-core/src/main/java/Reference.java#next'], seen: '2-' },
  {
    what: 'java/log-injection',
    on: [
      'ledger-core/src/main/java/Audit.java#note',
      'ledger-bank/src/main/java/Gateway.java#log',
      'ledger-queue/src/main/java/Inbox.java#log',
    ],
    seen: '6-',
  },
  {
    what: 'java/weak-cryptographic-algorithm',
    on: ['ledger-bank/src/main/java/Legacy.java#sign'],
    seen: '11-',
  },
];

export const ediBridgeParts: readonly Line<PackageName>[] = [
  { what: 'text-lookup', on: all, seen: '1-5' },
  { what: 'snake-types', on: all, seen: '1-5' },
  { what: 'jackson-depth', on: all, seen: '1-5' },
  { what: 'logback-server', on: all, seen: '4-8' },
  { what: 'protobuf-depth', on: all, seen: '7-' },
  { what: 'commons-io-reader', on: all, seen: '10-' },
  { what: 'beanutils-enum', on: all, seen: '10-' },
];

export const driverAppParts: readonly Line<PackageName>[] = [
  { what: 'lodash-template', on: all, seen: '4-6' },
  { what: 'axios-relative', on: all, seen: '4-6' },
  { what: 'tough-cookie-proto', on: all, seen: '4-' },
  { what: 'braces-depth', on: all, seen: '8-' },
  { what: 'cross-spawn-regexp', on: all, seen: '8-9' },
  { what: 'semver-regexp', on: all, seen: '11-' },
  { what: 'express-redirect', on: all, seen: '11-' },
];
