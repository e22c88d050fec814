import type { BlastRadius } from '../../api/blast-radius.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/page.tsx';

interface CutPanelProps {
  readonly answer: BlastRadius;
  readonly onRemove: (relationshipId: string) => void;
  readonly onFix: (vulnerabilityId: string) => void;
}

/** What to do first: the least that keeps crown jewels out of reach. */
export function CutPanel({ answer: { cutSet, cutProof }, onRemove, onFix }: CutPanelProps) {
  const sentence =
    cutProof === null
      ? t('blast.cutUnknown')
      : cutProof.size === 0
        ? t('blast.cutNone')
        : t('blast.cutProof', {
            size: formatNumber(cutProof.size),
            ways: formatNumber(cutProof.disjointWays),
          });
  return (
    <Panel title={t('blast.cut')}>
      <p className="text-muted">{sentence}</p>
      <ul className="mt-2 flex flex-col gap-2">
        {cutSet.map(({ kind, id, label }) => (
          <li key={id} className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-all">{label}</span>
            {kind === 'RELATIONSHIP' ? (
              <Button
                size="small"
                aria-label={t('blast.removeStep', { name: label })}
                onClick={() => onRemove(id)}
              >
                {t('blast.tryRemove')}
              </Button>
            ) : (
              <Button size="small" aria-label={t('blast.fix', { title: label })} onClick={() => onFix(id)}>
                {t('blast.tryFix')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
