import type { Summary } from '../../api/schema.ts';
import { formatDay, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { BandLabel } from '../../ui/band.tsx';
import { Change } from '../../ui/change.tsx';
import { Panel } from '../../ui/page.tsx';
import { WhyScore } from './why-score.tsx';

/** Number, band, change, why. */
export function ScoreBlock({ summary, score }: { readonly summary: Summary; readonly score: number }) {
  const { delta } = summary;
  return (
    <Panel title={t('overview.score')} actions={<WhyScore summary={summary} score={score} />}>
      <div className="flex h-full flex-col gap-4">
        <div className="flex items-end gap-4">
          <span className="tabular text-score font-semibold tracking-[-0.02em]">{formatScore(score)}</span>
          <span className="flex flex-col pb-1">
            <span className="text-prose">
              {summary.riskLevel ? <BandLabel band={summary.riskLevel} /> : null}
            </span>
            <span className="text-label text-muted">{t('overview.outOf')}</span>
          </span>
        </div>
        {delta ? (
          <div className="flex flex-col gap-1 border-t border-line pt-3">
            <p className="flex items-center gap-1.5">
              <Change delta={delta.value} moreIsBetter digits={1} />{' '}
              {t('overview.since', { day: formatDay(delta.since) })}
            </p>
            <ul className="flex flex-col gap-1 text-muted">
              {delta.reasons.slice(0, shownReasons).map((reason) => (
                <li key={reason.text} className="flex gap-2">
                  <span className="tabular w-14 shrink-0 text-right">
                    <Change delta={reason.points} moreIsBetter digits={1} />
                  </span>
                  <span>{reason.text}</span>
                </li>
              ))}
            </ul>
          </div>
        ) : (
          <p className="border-t border-line pt-3 text-muted">{t('overview.noDelta')}</p>
        )}
        <SinceLastLook summary={summary} />
      </div>
    </Panel>
  );
}

const shownReasons = 3;

const changeWords = ['opened', 'closed', 'reopened', 'newlyKev', 'importsFinalized'] as const;

function SinceLastLook({ summary: { changes } }: { readonly summary: Summary }) {
  if (!changes) return null;
  const day = formatDay(changes.since);
  const parts = changeWords
    .filter((word) => changes[word] > 0)
    .map((word) => t(`overview.change.${word}`, { count: changes[word] }));
  return (
    <p className="mt-auto border-t border-line pt-3 text-muted">
      {parts.length === 0
        ? t('overview.nothingSince', { day })
        : t('overview.changes', { day, changes: parts.join(', ') })}
    </p>
  );
}
