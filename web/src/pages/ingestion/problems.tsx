import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { Panel } from '../../ui/page.tsx';

/** What could not be read, where, and what was done with it. */
export function Problems({ job }: { readonly job: Job }) {
  return (
    <Panel title={t('ingestion.problems', { count: job.problemsTotal })} flush>
      {job.problems.length === 0 ? (
        <p className="px-4 pb-4 text-muted">{wordsWithout(job)}</p>
      ) : (
        <ul className="max-h-96 divide-y divide-line overflow-y-auto border-t border-line">
          {job.problems.map((problem) => (
            <li key={`${problem.code} ${problem.where}`} className="px-4 py-2.5">
              <div>{problem.message}</div>
              <div className="text-label text-muted">
                {t('ingestion.problemPlace', {
                  count: problem.count,
                  where: problem.where,
                  code: problem.code,
                })}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function wordsWithout(job: Job): string {
  if (job.extractedAt) return t('ingestion.noProblems');
  return job.state === 'FAILED' ? t('ingestion.notReadable') : t('ingestion.notRead');
}
