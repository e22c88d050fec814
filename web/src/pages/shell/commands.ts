import { useNavigate } from '@tanstack/react-router';
import type { Severity, Vulnerability } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useMembership, useTenantId } from '../../shared/tenant.ts';
import type { IconName } from '../../ui/icon.tsx';
import { sectionsFor } from './nav.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  /** Quiet words at the right edge. */
  readonly note?: string;
  readonly severity?: Severity;
  readonly run: () => void;
}

/** What the palette offers to this person. */
export function useCommands() {
  const navigate = useNavigate();
  const tenantId = useTenantId();
  const { role, isAdmin } = useMembership();
  const params = { tenantId };
  const pages: Command[] = sectionsFor(role).map((section) => ({
    id: section.to,
    label: t(section.label),
    icon: section.icon,
    run: () => void navigate({ to: section.to, params, search: section.search ?? {} }),
  }));
  const actions: Command[] = [
    {
      id: 'upload',
      label: t('palette.upload'),
      icon: 'ingestion',
      run: () => void navigate({ to: '/t/$tenantId/ingestion', params }),
    },
    {
      id: 'key',
      label: t('palette.newKey'),
      icon: 'key',
      run: () => void navigate({ to: '/t/$tenantId/settings/api-keys', params }),
    },
  ];
  if (isAdmin) {
    actions.push({
      id: 'board-pack',
      label: t('palette.boardPack'),
      icon: 'reports',
      run: () => void navigate({ to: '/t/$tenantId/reports', params }),
    });
  }
  const openVulnerability = (vulnerability: Vulnerability): Command => ({
    id: vulnerability.id,
    label: vulnerability.title,
    note: vulnerability.asset.name,
    severity: vulnerability.severity,
    icon: 'vulnerabilities',
    run: () =>
      void navigate({
        to: '/t/$tenantId/vulnerabilities/$vulnerabilityId',
        params: { tenantId, vulnerabilityId: vulnerability.id },
      }),
  });
  const searchFor = (text: string): Command => ({
    id: 'search',
    label: t('palette.searchFor', { text }),
    icon: 'search',
    run: () => void navigate({ to: '/t/$tenantId/vulnerabilities', params, search: { q: text } }),
  });
  return { pages, actions, openVulnerability, searchFor };
}
