import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { VulnerabilityDetail } from '../../api/schema.ts';
import { formatDay, formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useTenantId } from '../../shared/tenant.ts';
import { Tag } from '../../ui/chip.tsx';
import { Facts } from '../../ui/page.tsx';
import { SeverityLabel } from '../../ui/severity.tsx';
import { When } from '../../ui/when.tsx';
import { Comments } from './comments.tsx';
import { DueLabel } from './due-label.tsx';
import { EditFields } from './edit-fields.tsx';
import { Evidence } from './evidence.tsx';
import { History } from './history.tsx';
import { StatusPopover } from './status-popover.tsx';

interface DetailProps {
  readonly detail: VulnerabilityDetail;
  readonly etag: string | null;
}

/** One record: how bad, where, why we believe it, what was decided. */
export function VulnerabilityDetailView({ detail, etag }: DetailProps) {
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-wrap items-center gap-2">
        <StatusPopover detail={detail} etag={etag} />
        {detail.kev ? <Tag tone="alert">{t('vulns.kevLong')}</Tag> : null}
        {detail.recurrences > 0 ? <Tag>{t('vulns.recurringLong', { count: detail.recurrences })}</Tag> : null}
        {detail.exploitAvailable ? <Tag>{t('vulns.exploit')}</Tag> : null}
      </div>
      <KeyFacts detail={detail} />
      {detail.description ? (
        <Section title={t('vulns.description')}>
          <Prose text={detail.description} />
        </Section>
      ) : null}
      {detail.impact ? (
        <Section title={t('vulns.impact')}>
          <Prose text={detail.impact} />
        </Section>
      ) : null}
      {detail.remediation ? (
        <Section title={t('vulns.remediation')}>
          <Prose text={detail.remediation} />
        </Section>
      ) : null}
      <Section title={t('vulns.work')}>
        <EditFields detail={detail} etag={etag} />
      </Section>
      <Evidence detail={detail} />
      <Section title={t('comments.title')}>
        <Comments vulnerabilityId={detail.id} />
      </Section>
      <Section title={t('vulns.timeline')}>
        <History vulnerabilityId={detail.id} />
      </Section>
    </div>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-body font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Prose({ text }: { readonly text: string }) {
  return <p className="max-w-prose text-prose break-words whitespace-pre-line">{text}</p>;
}

function KeyFacts({ detail }: { readonly detail: VulnerabilityDetail }) {
  const tenantId = useTenantId();
  const ids = [...detail.cves, ...detail.advisories, ...detail.cwes.map((cwe) => `CWE-${cwe}`)];
  return (
    <Facts
      items={[
        [t('vulns.severity'), <SeverityFact key="severity" detail={detail} />],
        [
          t('vulns.asset'),
          <Link
            key="asset"
            to="/t/$tenantId/assets/$assetId"
            params={{ tenantId, assetId: detail.asset.id }}
            className="link"
          >
            {detail.asset.name}
          </Link>,
        ],
        [t('vulns.target'), detail.target],
        [t('vulns.component'), componentText(detail)],
        [t('vulns.service'), serviceText(detail)],
        [t('vulns.ids'), <Ids key="ids" ids={ids} />],
        [t('vulns.epssLong'), detail.epss ? epssText(detail.epss) : null],
        [t('vulns.cvss'), detail.cvss ? cvssText(detail.cvss) : null],
        [
          t('vulns.sources'),
          t('vulns.sourceRule', { sources: detail.sources.join(', '), rule: detail.ruleId }),
        ],
        [t('vulns.due'), <DueLabel key="due" dueAt={detail.dueAt} slaState={detail.slaState} />],
        [t('vulns.firstSeen'), <When key="first" at={detail.firstSeenAt} form="day" />],
        [t('vulns.lastSeen'), <When key="last" at={detail.lastSeenAt} form="day" />],
        ...(detail.acceptedUntil
          ? [[t('vulns.acceptedUntil'), formatDay(detail.acceptedUntil)] as const]
          : []),
      ]}
    />
  );
}

/** Ours beside the source's own word, so that a difference is seen. */
function SeverityFact({ detail }: { readonly detail: VulnerabilityDetail }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <SeverityLabel severity={detail.severity} />
      <span className="text-muted">{t('vulns.sourceSays', { word: detail.sourceSeverity })}</span>
      {detail.severityOverride ? (
        <span className="text-muted">
          {t('vulns.overridden', {
            by: detail.severityOverride.by.name,
            reason: detail.severityOverride.reason,
          })}
        </span>
      ) : null}
    </span>
  );
}

function Ids({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return t('ui.none');
  return (
    <span className="flex flex-wrap gap-1">
      {ids.map((id) => (
        <Tag key={id}>{id}</Tag>
      ))}
    </span>
  );
}

function componentText({ component }: VulnerabilityDetail): string | null {
  if (!component) return null;
  const name = [component.name, component.version].filter(Boolean).join(' ');
  return component.fixedVersion ? t('vulns.componentFixed', { name, version: component.fixedVersion }) : name;
}

function serviceText({ service }: VulnerabilityDetail): string | null {
  if (!service) return null;
  const port = service.port === null ? null : [service.port, service.transport].filter(Boolean).join('/');
  return [port, service.name].filter(Boolean).join(' ') || null;
}

function epssText(epss: NonNullable<VulnerabilityDetail['epss']>): string {
  if (epss.percentile === null) return t('vulns.epssAlone', { share: formatShare(epss.probability) });
  return t('vulns.epssValue', {
    share: formatShare(epss.probability),
    percentile: formatShare(epss.percentile),
  });
}

function cvssText(cvss: NonNullable<VulnerabilityDetail['cvss']>): string {
  const score = cvss.score === null ? t('ui.none') : cvss.score.toFixed(1);
  return [
    cvss.version ? t('vulns.cvssValue', { score, version: cvss.version }) : score,
    cvss.vector,
    cvss.source,
  ]
    .filter(Boolean)
    .join(' · ');
}
