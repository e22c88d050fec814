import type { Role } from '../../api/schema.ts';
import type { MessageKey } from '../../shared/i18n.ts';
import type { IconName } from '../../ui/icon.tsx';

export interface Section {
  readonly to:
    | '/t/$tenantId/overview'
    | '/t/$tenantId/vulnerabilities'
    | '/t/$tenantId/assets'
    | '/t/$tenantId/blast-radius'
    | '/t/$tenantId/ingestion'
    | '/t/$tenantId/assessments'
    | '/t/$tenantId/reports'
    | '/t/$tenantId/audit'
    | '/t/$tenantId/settings';
  readonly label: MessageKey;
  readonly icon: IconName;
  readonly roles?: readonly Role[];
  /** What the list shows first; the reader widens it. */
  readonly search?: { readonly status: ['OPEN'] };
}

/** What exists, in the order of the rail. A section that is not built is not listed. */
export const sections: readonly Section[] = [
  { to: '/t/$tenantId/overview', label: 'nav.overview', icon: 'overview' },
  {
    to: '/t/$tenantId/vulnerabilities',
    label: 'nav.vulnerabilities',
    icon: 'vulnerabilities',
    search: { status: ['OPEN'] },
  },
  { to: '/t/$tenantId/assets', label: 'nav.assets', icon: 'assets' },
  { to: '/t/$tenantId/blast-radius', label: 'nav.blastRadius', icon: 'activity' },
  { to: '/t/$tenantId/ingestion', label: 'nav.ingestion', icon: 'ingestion' },
  { to: '/t/$tenantId/assessments', label: 'nav.assessments', icon: 'assessments' },
  { to: '/t/$tenantId/reports', label: 'nav.reports', icon: 'reports' },
  { to: '/t/$tenantId/audit', label: 'nav.audit', icon: 'audit', roles: ['AUDITOR', 'WORKSPACE_ADMIN'] },
  { to: '/t/$tenantId/settings', label: 'nav.settings', icon: 'settings' },
];

export function sectionsFor(role: Role | undefined): readonly Section[] {
  return sections.filter((section) => !section.roles || (role !== undefined && section.roles.includes(role)));
}
