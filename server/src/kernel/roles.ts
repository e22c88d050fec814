/** Roles inside a tenant (contract, section 2). PLATFORM_ADMIN stands above tenants and is not in this list. */
export const roles = ['MEMBER', 'VERIFIER', 'AUDITOR', 'WORKSPACE_ADMIN'] as const;
export type Role = (typeof roles)[number];

/** Who may do it, by kind of act. An operation names one of these; nothing else grants access. */
export const readers = [
  'MEMBER',
  'VERIFIER',
  'AUDITOR',
  'WORKSPACE_ADMIN',
] as const satisfies readonly Role[];
export const workers = ['MEMBER', 'VERIFIER', 'WORKSPACE_ADMIN'] as const satisfies readonly Role[];
export const admins = ['WORKSPACE_ADMIN'] as const satisfies readonly Role[];
export const auditors = ['AUDITOR', 'WORKSPACE_ADMIN'] as const satisfies readonly Role[];

const areas = [
  'dashboard',
  'assessments',
  'vulnerabilities',
  'assets',
  'reports',
  'ingestion',
  'frameworks',
  'evidence',
  'integrations',
  'third-party',
  'threat-intelligence',
] as const;

/** Scopes that an API key may carry (contract, section 2). */
export type Scope =
  | `${'read' | 'write'}:${(typeof areas)[number]}`
  | 'ingest:signals'
  | 'read:audit'
  | 'read:decision-traces';

export const scopes: readonly Scope[] = [
  ...areas.flatMap((area) => [`read:${area}`, `write:${area}`] as const),
  'ingest:signals',
  'read:audit',
  'read:decision-traces',
];

export function isScope(value: string): value is Scope {
  return scopes.some((scope) => scope === value);
}

export function isRole(value: string): value is Role {
  return roles.some((role) => role === value);
}
