/**
 * Tarnholm Freight & Payments: a regional carrier that also settles freight invoices for its customers. Invented, like its
 * people; its names end in `.test` and its outside addresses are of RFC 5737.
 */
export const company = {
  name: 'Tarnholm Freight & Payments',
  accent: '#0B5C6B',
  reportFooter: 'Confidential: for members of the board',
  domain: 'tarnholm.test',
} as const;

export type PersonName = 'admin' | 'verifier' | 'member' | 'auditor';

interface Person {
  readonly email: string;
  readonly displayName: string;
  readonly role: 'WORKSPACE_ADMIN' | 'VERIFIER' | 'MEMBER' | 'AUDITOR';
}

export const people: Readonly<Record<PersonName, Person>> = {
  admin: { email: 'ingrid.solheim@tarnholm.test', displayName: 'Ingrid Solheim', role: 'WORKSPACE_ADMIN' },
  verifier: { email: 'tomas.reyes@tarnholm.test', displayName: 'Tomas Reyes', role: 'VERIFIER' },
  member: { email: 'aiko.brandt@tarnholm.test', displayName: 'Aiko Brandt', role: 'MEMBER' },
  auditor: { email: 'noor.haddad@tarnholm.test', displayName: 'Noor Haddad', role: 'AUDITOR' },
};

export interface HostGroup {
  readonly names: readonly string[];
  /** Address of the first host; the others follow. */
  readonly ip: string;
  readonly os: string;
  readonly criticality: 1 | 2 | 3 | 4 | 5;
  readonly exposure: 'INTERNET' | 'PARTNER' | 'INTERNAL' | 'ISOLATED';
  readonly owner?: PersonName;
  /** First month in which scans reach it; 0 when left out. */
  readonly since?: number;
}

const numbered = (name: string, from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${from + index}`);

const windows = 'Microsoft Windows Server 2019 Standard';
const linux = 'Linux Kernel 5.15 on Ubuntu 22.04';
const redHat = 'Linux Kernel 4.18 on Red Hat Enterprise Linux 8';
const inside = { exposure: 'INTERNAL' } as const;
const outside = { exposure: 'INTERNET' } as const;

/** Hosts by group; the storyline speaks of groups (`@esx`) and of single hosts (`pay-db-1`). */
export const hostGroups: Readonly<Record<string, HostGroup>> = {
  directory: {
    names: numbered('dc', 1, 2),
    ip: '10.20.1.10',
    os: windows,
    criticality: 5,
    ...inside,
    owner: 'admin',
  },
  'settlement-db': {
    names: numbered('pay-db', 1, 2),
    ip: '10.20.2.10',
    os: 'Microsoft Windows Server 2012 R2 Standard',
    criticality: 5,
    ...inside,
    owner: 'member',
  },
  'settlement-app': {
    names: numbered('pay-app', 1, 3),
    ip: '10.20.2.20',
    os: redHat,
    criticality: 5,
    ...inside,
    owner: 'member',
  },
  'settlement-switch': {
    names: ['pay-switch-1'],
    ip: '10.20.2.30',
    os: redHat,
    criticality: 5,
    ...inside,
    owner: 'member',
  },
  'warehouse-app': {
    names: numbered('wms-app', 1, 2),
    ip: '10.20.3.10',
    os: linux,
    criticality: 4,
    ...inside,
    owner: 'member',
  },
  'warehouse-db': {
    names: ['wms-db-1'],
    ip: '10.20.3.20',
    os: linux,
    criticality: 4,
    ...inside,
    owner: 'member',
  },
  erp: { names: ['erp-app-1'], ip: '10.20.4.10', os: windows, criticality: 4, ...inside },
  'erp-db': { names: ['erp-db-1'], ip: '10.20.4.20', os: linux, criticality: 4, ...inside },
  files: { names: numbered('files', 1, 2), ip: '10.20.5.10', os: windows, criticality: 3, ...inside },
  relay: { names: ['relay-1'], ip: '10.20.5.20', os: linux, criticality: 3, ...inside },
  backup: { names: ['backup-1'], ip: '10.20.5.30', os: windows, criticality: 4, ...inside, owner: 'member' },
  build: {
    names: numbered('build', 1, 2),
    ip: '10.20.6.10',
    os: linux,
    criticality: 3,
    ...inside,
    owner: 'member',
  },
  jump: { names: ['jump-1'], ip: '10.20.6.20', os: windows, criticality: 4, ...inside, owner: 'admin' },
  monitoring: { names: ['mon-1'], ip: '10.20.6.30', os: linux, criticality: 2, ...inside },
  esx: {
    names: numbered('esx', 1, 4),
    ip: '10.20.7.10',
    os: 'VMware ESXi 8.0',
    criticality: 4,
    ...inside,
    owner: 'member',
  },
  switches: {
    names: ['sw-core-1', 'sw-core-2', 'sw-aas-1', 'sw-brek-1', 'sw-dovik-1'],
    ip: '10.20.8.1',
    os: 'CISCO IOS XE 17',
    criticality: 3,
    ...inside,
  },
  'terminals-aas': {
    names: numbered('term-aas', 1, 4),
    ip: '10.21.1.10',
    os: 'Microsoft Windows 10 IoT Enterprise',
    criticality: 2,
    ...inside,
  },
  'terminals-brek': {
    names: numbered('term-brek', 1, 4),
    ip: '10.21.2.10',
    os: 'Microsoft Windows 10 IoT Enterprise',
    criticality: 2,
    ...inside,
  },
  'terminals-dovik': {
    names: numbered('term-dovik', 1, 4),
    ip: '10.21.3.10',
    os: 'Microsoft Windows 10 IoT Enterprise',
    criticality: 2,
    ...inside,
  },
  printers: {
    names: ['label-aas-1', 'label-brek-1', 'label-dovik-1'],
    ip: '10.21.9.10',
    os: 'Embedded label printer',
    criticality: 1,
    exposure: 'ISOLATED',
  },
  notebooks: {
    names: numbered('nb', 101, 12),
    ip: '10.22.1.101',
    os: 'Microsoft Windows 11 Enterprise',
    criticality: 2,
    ...inside,
  },
  // Lind Cartage, a small carrier, was bought in autumn; its network is scanned since month 10.
  'lind-servers': {
    names: ['lind-dc-1', 'lind-files-1', 'lind-app-1'],
    ip: '10.60.1.10',
    os: windows,
    criticality: 3,
    ...inside,
    since: 10,
  },
  'lind-terminals': {
    names: numbered('lind-term', 1, 5),
    ip: '10.60.2.10',
    os: 'Microsoft Windows 10 Pro',
    criticality: 2,
    ...inside,
    since: 10,
  },
  'lind-switch': {
    names: ['lind-sw-1'],
    ip: '10.60.1.1',
    os: 'CISCO IOS XE 17',
    criticality: 2,
    ...inside,
    since: 10,
  },
  // What the internet sees.
  'edge-portal': {
    names: ['portal'],
    ip: '203.0.113.10',
    os: linux,
    criticality: 4,
    ...outside,
    owner: 'member',
  },
  'edge-api': { names: ['api'], ip: '203.0.113.11', os: linux, criticality: 5, ...outside, owner: 'member' },
  'edge-track': { names: ['track'], ip: '203.0.113.12', os: linux, criticality: 3, ...outside },
  'edge-exchange': {
    names: ['exchange'],
    ip: '203.0.113.20',
    os: windows,
    criticality: 4,
    ...outside,
    owner: 'member',
  },
  'edge-vpn': {
    names: ['vpn'],
    ip: '203.0.113.30',
    os: 'Citrix NetScaler 13.1',
    criticality: 4,
    ...outside,
    owner: 'admin',
  },
  'edge-mail': { names: ['mail'], ip: '203.0.113.40', os: linux, criticality: 3, ...outside },
  'edge-www': { names: ['www'], ip: '203.0.113.50', os: linux, criticality: 2, ...outside },
  'edge-sso': { names: ['sso'], ip: '203.0.113.60', os: linux, criticality: 5, ...outside, owner: 'admin' },
};

/** Workloads of the container cluster, `namespace/Kind/name`, with the criticality of each. */
export const workloads: Readonly<Record<string, 1 | 2 | 3 | 4 | 5>> = {
  'pay/Deployment/ledger': 5,
  'pay/Deployment/settlement-runner': 5,
  'pay/Deployment/invoice-api': 4,
  'pay/StatefulSet/queue': 4,
  'track/Deployment/events': 3,
  'track/Deployment/geocoder': 2,
  'track/Deployment/web': 3,
  'portal/Deployment/web': 4,
  'portal/Deployment/documents': 3,
  'edi/Deployment/bridge': 4,
  'ops/Deployment/metrics': 2,
  'ops/DaemonSet/log-shipper': 2,
};
export const cluster = 'tarnholm-prod';
export const workloadOwner = 'member';

/** The image that runs on the payment terminals in the lorries, scanned by itself. */
export const terminalImage = { name: 'registry.tarnholm.test/pay/terminal-gateway', criticality: 4 } as const;

/** Web applications by origin. */
export const sites: Readonly<
  Record<string, { readonly criticality: 1 | 2 | 3 | 4 | 5; readonly since?: number }>
> = {
  'https://portal.tarnholm.test': { criticality: 4 },
  'https://track.tarnholm.test': { criticality: 3 },
  'https://api.tarnholm.test': { criticality: 5 },
  'https://drivers.tarnholm.test': { criticality: 3, since: 7 },
};

export const repositories = {
  portal: { uri: 'https://git.tarnholm.test/customer/portal', criticality: 3 },
  ledger: { uri: 'https://git.tarnholm.test/pay/ledger', criticality: 4 },
} as const;

export const applications = {
  'edi-bridge': { criticality: 4 },
  'driver-app': { criticality: 3 },
} as const;

export interface Scope {
  readonly key: string;
  readonly name: string;
  readonly kind: 'NETWORK' | 'APPLICATION' | 'CODE' | 'IMAGES' | 'MIXED';
  readonly targets: readonly {
    readonly kind: 'NETWORK' | 'DOMAIN' | 'APPLICATION' | 'IMAGE' | 'REPOSITORY';
    readonly value: string;
  }[];
}

export const scopes = [
  {
    key: 'internal-network',
    name: 'Internal network',
    kind: 'NETWORK',
    targets: [
      { kind: 'NETWORK', value: '10.20.0.0/14' },
      { kind: 'NETWORK', value: '10.60.0.0/16' },
    ],
  },
  {
    key: 'perimeter',
    name: 'Internet perimeter',
    kind: 'NETWORK',
    targets: [{ kind: 'NETWORK', value: '203.0.113.0/24' }],
  },
  { key: 'cluster', name: 'Container cluster', kind: 'IMAGES', targets: [] },
  {
    key: 'terminal-gateway',
    name: 'Payment terminal image',
    kind: 'IMAGES',
    targets: [{ kind: 'IMAGE', value: terminalImage.name }],
  },
  {
    key: 'customer-web',
    name: 'Customer web applications',
    kind: 'APPLICATION',
    targets: [{ kind: 'DOMAIN', value: company.domain }],
  },
  {
    key: 'pentest',
    name: 'Yearly penetration test',
    kind: 'MIXED',
    targets: [{ kind: 'DOMAIN', value: company.domain }],
  },
  {
    key: 'portal-code',
    name: 'Customer portal, source code',
    kind: 'CODE',
    targets: [{ kind: 'REPOSITORY', value: repositories.portal.uri }],
  },
  {
    key: 'ledger-code',
    name: 'Ledger, source code',
    kind: 'CODE',
    targets: [{ kind: 'REPOSITORY', value: repositories.ledger.uri }],
  },
  { key: 'edi-bridge-parts', name: 'Carrier bridge, parts list', kind: 'CODE', targets: [] },
  { key: 'driver-app-parts', name: 'Driver app, parts list', kind: 'CODE', targets: [] },
] as const satisfies readonly Scope[];

export type ScopeName = (typeof scopes)[number]['key'];
