import type { VulnerabilityDetail } from '../../api/schema.ts';
import { t, tWord } from '../../shared/i18n.ts';
import { When } from '../../ui/when.tsx';
import { Section } from './detail.tsx';

/** Where it was found and what proves it, as the reports say it. */
export function Evidence({ detail }: { readonly detail: VulnerabilityDetail }) {
  return (
    <>
      {detail.locations.length > 0 ? (
        <Section title={t('vulns.locations', { count: detail.locationsCount })}>
          <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
            {detail.locations.slice(0, shownLocations).map((location) => (
              <li key={JSON.stringify(location)} className="px-3 py-2">
                <div className="font-mono text-label break-all">{locationText(location)}</div>
                {location.snippet ? <Code text={location.snippet} /> : null}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {detail.evidence.length > 0 ? (
        <Section title={t('vulns.evidence')}>
          {detail.evidence.slice(0, shownEvidence).map((text) => (
            <Code key={text} text={text} />
          ))}
        </Section>
      ) : null}
      <Section title={t('vulns.occurrences', { count: detail.occurrencesCount })}>
        <ul className="flex flex-col divide-y divide-line rounded-md border border-line">
          {detail.occurrences.slice(0, shownOccurrences).map((occurrence) => (
            <li key={occurrence.findingId} className="flex items-baseline justify-between gap-4 px-3 py-2">
              <span className="min-w-0 truncate">
                {t('vulns.occurrence', { tool: occurrence.tool, where: occurrence.where })}
                <span className="text-muted"> {tWord('evidence', occurrence.evidenceClass)}</span>
              </span>
              <When at={occurrence.seenAt} form="day" />
            </li>
          ))}
        </ul>
        <p className="text-label text-muted">{detail.identity.explanation}</p>
      </Section>
      {detail.references.length > 0 ? (
        <Section title={t('vulns.references')}>
          <ul className="flex flex-col gap-0.5">
            {detail.references.slice(0, shownReferences).map((reference) => (
              <li key={reference} className="truncate">
                <Reference text={reference} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  );
}

const shownLocations = 20;
const shownEvidence = 3;
const shownOccurrences = 10;
const shownReferences = 12;

/** Reports are written by tools that anyone may feed: only web addresses become links. */
function Reference({ text }: { readonly text: string }) {
  if (!/^https?:\/\//i.test(text)) return text;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer nofollow" className="link">
      {text}
    </a>
  );
}

function Code({ text }: { readonly text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: text that scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-1 max-h-56 overflow-auto rounded-sm bg-sunken p-3 font-mono text-label whitespace-pre-wrap break-words"
    >
      {text}
    </pre>
  );
}

function locationText(location: VulnerabilityDetail['locations'][number]): string {
  const place = location.url ?? location.path ?? '';
  const line = location.line === null ? '' : `:${location.line}`;
  const parameter = location.parameter ? ` (${location.parameter})` : '';
  const method = location.method ? `${location.method} ` : '';
  return `${method}${place}${line}${parameter}`;
}
