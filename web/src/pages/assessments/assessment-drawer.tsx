import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { assessmentDownload, assessmentFormats, assessmentQuery } from '../../api/assessments.ts';
import type { Assessment } from '../../api/schema.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import { Facts } from '../../ui/page.tsx';
import { Failure, Loading, Skeleton } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { SeverityBar } from '../assets/severity-bar.tsx';
import { AssessmentScoreView } from './assessment-score.tsx';

const route = getRouteApi('/t/$tenantId/assessments/$assessmentId');

export function AssessmentDrawer() {
  const { assessmentId } = route.useParams();
  const navigate = route.useNavigate();
  const assessment = useQuery(assessmentQuery(useApi(), useTenantId(), assessmentId));
  const close = () => void navigate({ to: '/t/$tenantId/assessments', params: (all) => all });
  return (
    <Drawer title={assessment.data?.name ?? t('assessments.one')} onClose={close}>
      {assessment.isError ? (
        <Failure
          error={assessment.error}
          what={t('assessments.one')}
          onRetry={() => void assessment.refetch()}
        />
      ) : assessment.data ? (
        <AssessmentView key={assessmentId} assessment={assessment.data} />
      ) : (
        <Loading what={t('assessments.one')}>
          <Skeleton className="h-40 w-full" />
        </Loading>
      )}
    </Drawer>
  );
}

function AssessmentView({ assessment }: { readonly assessment: Assessment }) {
  const tenantId = useTenantId();
  const { role } = useMembership();
  const { provenance, counts } = assessment;
  return (
    <div className="flex flex-col gap-8">
      <AssessmentScoreView assessment={assessment} mayCalculate={role !== 'AUDITOR'} />
      <Facts
        items={[
          [t('assessments.scope'), assessment.scopeKey],
          [t('assessments.methodology'), assessment.methodology],
          [t('assessments.started'), <When key="started" at={assessment.startedAt} form="time" />],
          [t('assessments.finished'), <When key="finished" at={assessment.finishedAt} form="time" />],
          [t('assessments.findings'), formatNumber(counts.findings)],
          [t('assessments.vulnerabilities'), formatNumber(counts.vulnerabilities)],
          [t('assessments.assets'), formatNumber(counts.assets)],
          [t('assessments.openBySeverity'), <SeverityBar key="bar" counts={counts.openBySeverity} />],
          [
            t('assessments.tool'),
            provenance ? [provenance.tool, provenance.toolVersion].filter(Boolean).join(' ') : null,
          ],
          [t('assessments.file'), provenance?.fileName],
          [
            t('ingestion.sha'),
            provenance ? (
              <code key="sha" className="font-mono text-label break-all">
                {provenance.sha256}
              </code>
            ) : null,
          ],
          [t('assessments.authority'), provenance?.authorisedBy],
          [t('assessments.by'), assessment.createdBy.name],
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <Link
          to="/t/$tenantId/vulnerabilities"
          params={{ tenantId }}
          search={{ assessmentId: assessment.id }}
          className={buttonClass('primary')}
        >
          {t('assessments.seeVulnerabilities')}
        </Link>
        {provenance ? (
          <Link
            to="/t/$tenantId/ingestion/$jobId"
            params={{ tenantId, jobId: provenance.jobId }}
            className={buttonClass()}
          >
            {t('assessments.seeImport')}
          </Link>
        ) : null}
      </div>
      <section className="flex flex-col gap-2">
        <h3 className="text-body font-semibold">{t('ui.download')}</h3>
        <div className="flex flex-wrap gap-2">
          {assessmentFormats
            .filter((format) => format !== 'source' || provenance !== null)
            .map((format) => (
              <a
                key={format}
                href={assessmentDownload(tenantId, assessment.id, format)}
                download
                className={buttonClass('secondary', 'small')}
              >
                {t(`assessments.format.${format}`)}
              </a>
            ))}
        </div>
      </section>
    </div>
  );
}
