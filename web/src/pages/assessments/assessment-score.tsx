import { useMutation, useQueryClient } from '@tanstack/react-query';
import { calculateScore } from '../../api/assessments.ts';
import type { Assessment } from '../../api/schema.ts';
import { formatDelta, formatScore } from '../../shared/format.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { BandLabel } from '../../ui/band.tsx';
import { Button } from '../../ui/button.tsx';
import { FormFailure } from '../../ui/states.tsx';

interface AssessmentScoreViewProps {
  readonly assessment: Assessment;
  readonly mayCalculate: boolean;
}

/** The score of this look alone, and what it is made of once it has been calculated here. */
export function AssessmentScoreView({ assessment, mayCalculate }: AssessmentScoreViewProps) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const calculate = useMutation({
    mutationFn: () => calculateScore(api, assessment.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: [tenantId] }),
  });
  const score = calculate.data?.score ?? assessment.score;
  const band = calculate.data?.riskLevel ?? assessment.riskLevel;
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <span className="tabular text-score font-semibold tracking-[-0.02em]">
          {score === null ? t('ui.none') : formatScore(score)}
        </span>
        <span className="flex-1 pb-2">{band ? <BandLabel band={band} /> : null}</span>
        {mayCalculate ? (
          <Button pending={calculate.isPending} onClick={() => calculate.mutate()}>
            {t('assessments.calculate')}
          </Button>
        ) : null}
      </div>
      <FormFailure error={calculate.error} />
      {calculate.data ? (
        <div aria-live="polite" className="flex flex-col gap-2">
          <p className="text-muted">
            {calculate.data.changed ? t('assessments.scoredChanged') : t('assessments.scoredSame')}{' '}
            {t('assessments.formula', { version: calculate.data.formulaVersion })}
          </p>
          <ul className="divide-y divide-line rounded-md border border-line">
            {calculate.data.contributions.map((contribution) => (
              <li key={contribution.code} className="flex justify-between gap-4 px-3 py-1.5">
                <span>{contribution.label}</span>
                <span className="tabular">{formatDelta(contribution.points, 1)}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  );
}
