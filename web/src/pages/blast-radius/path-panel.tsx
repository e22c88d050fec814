import type { Reached } from '../../api/blast-radius.ts';
import { formatShare } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/page.tsx';

interface PathPanelProps {
  readonly one: Reached;
  readonly onRemove: (relationshipId: string) => void;
  readonly onFix: (vulnerabilityId: string) => void;
}

/** The most likely way to an asset, and what would stop each step of it. */
export function PathPanel({ one, onRemove, onFix }: PathPanelProps) {
  const { asset, path, probability, pathProbability, interval } = one;
  return (
    <Panel title={t('blast.path', { name: asset.name })}>
      <p className="text-muted">
        {t('blast.pathChance', { path: formatShare(pathProbability), any: formatShare(probability) })}{' '}
        {interval
          ? t('blast.interval', { low: formatShare(interval.low), high: formatShare(interval.high) })
          : null}
      </p>
      <ol className="mt-2 flex flex-col gap-2">
        {path.map(({ assetId, name, relationshipId, type, probability: chance, exploits }) => (
          <li key={assetId} className="flex flex-col gap-1">
            <span className="flex flex-wrap items-center gap-2">
              <span className="text-muted">{t(`blast.type.${type}`)}</span>
              <span className="font-medium">{t('blast.step', { name, chance: formatShare(chance) })}</span>
              {relationshipId === null ? null : (
                <Button
                  size="small"
                  aria-label={t('blast.removeStep', { name })}
                  onClick={() => onRemove(relationshipId)}
                >
                  {t('blast.tryRemove')}
                </Button>
              )}
            </span>
            {exploits.map(({ id, title, probability: exploited }) => (
              <span key={id} className="flex flex-wrap items-center gap-2 pl-4">
                <span>{t('blast.step', { name: title, chance: formatShare(exploited) })}</span>
                <Button size="small" aria-label={t('blast.fix', { title })} onClick={() => onFix(id)}>
                  {t('blast.tryFix')}
                </Button>
              </span>
            ))}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
