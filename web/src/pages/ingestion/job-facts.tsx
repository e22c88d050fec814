import { Link } from '@tanstack/react-router';
import type { Job } from '../../api/schema.ts';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Facts, Panel } from '../../ui/page.tsx';
import { severities } from '../../ui/severity.tsx';
import { When } from '../../ui/when.tsx';

/** What was handed in and what was read from it. */
export function JobFacts({ job }: { readonly job: Job }) {
  const tenantId = useTenantId();
  const bySeverity = severities
    .filter((severity) => job.counts.bySeverity[severity] > 0)
    .map(
      (severity) =>
        `${formatNumber(job.counts.bySeverity[severity])} ${t(`severity.${severity}`).toLowerCase()}`,
    )
    .join(', ');
  return (
    <Panel title={t('ingestion.facts')}>
      <Facts
        items={[
          [t('ingestion.tool'), toolText(job)],
          [t('ingestion.scope'), job.scopeKey],
          [t('ingestion.source'), job.counts.source === null ? null : formatNumber(job.counts.source)],
          [t('ingestion.extracted'), job.extractedAt ? formatNumber(job.counts.extracted) : null],
          [t('vulns.severity'), bySeverity],
          [t('ingestion.rejectedRows'), formatNumber(job.counts.rejectedRows)],
          [t('ingestion.targets'), formatNumber(job.counts.targets)],
          [t('ingestion.size'), formatBytes(job.sizeBytes)],
          [
            t('ingestion.sha'),
            <code key="sha" className="font-mono text-label break-all">
              {job.sha256}
            </code>,
          ],
          [t('ingestion.by'), job.createdBy.name],
          [t('ingestion.at'), <When key="at" at={job.createdAt} form="time" />],
          ...(job.finalizedBy ? [[t('ingestion.finalizedBy'), job.finalizedBy.name] as const] : []),
          ...(job.assessmentId
            ? [
                [
                  t('ingestion.assessment'),
                  <Link
                    key="assessment"
                    to="/t/$tenantId/assessments/$assessmentId"
                    params={{ tenantId, assessmentId: job.assessmentId }}
                    className="link"
                  >
                    {job.assessment?.name ?? t('ingestion.openAssessment')}
                  </Link>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function toolText(job: Job): string | null {
  const name = job.toolName ?? job.tool;
  if (!name) return null;
  return job.toolDetected ? t('ingestion.toolDetected', { name }) : name;
}
