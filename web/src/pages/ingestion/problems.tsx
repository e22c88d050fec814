import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/page.tsx';
import { saveText, toCsv } from '../../ui/table/csv.ts';

/** What could not be read, where, and what was done with it. */
export function Problems({ job }: { readonly job: Job }) {
  return (
    <Panel
      title={t('ingestion.problems', { count: job.problemsTotal })}
      flush
      actions={
        job.problems.length > 0 ? (
          <Button size="small" icon="download" onClick={() => save(job)}>
            {t('ingestion.problemsCsv')}
          </Button>
        ) : null
      }
    >
      {job.problems.length === 0 ? (
        <p className="px-4 pb-4 text-muted">{wordsWithout(job)}</p>
      ) : (
        <ul className="max-h-96 divide-y divide-line overflow-y-auto border-t border-line">
          {byPlace(job).map((problem) => (
            <li key={`${problem.code} ${problem.where}`} className="px-4 py-2.5">
              <div className="flex flex-wrap items-baseline gap-x-3">
                <span className="tabular font-medium break-all">{problem.where}</span>
                <span className="min-w-0 flex-1 basis-64">{problem.message}</span>
              </div>
              <div className="text-label text-muted">
                {t('ingestion.problemPlace', { count: problem.count, code: problem.code })}
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

const places = new Intl.Collator('en', { numeric: true });

/** In the order in which the report has them: line 9 before line 10. */
function byPlace(job: Job): Job['problems'] {
  return job.problems.toSorted((one, other) => places.compare(one.where, other.where));
}

const columns = [
  { id: 'where', title: t('ingestion.place'), text: (row: Problem) => row.where },
  { id: 'code', title: t('ingestion.code'), text: (row: Problem) => row.code },
  { id: 'message', title: t('ingestion.message'), text: (row: Problem) => row.message },
  { id: 'count', title: t('ingestion.places'), text: (row: Problem) => String(row.count) },
].map((column) => ({ ...column, cell: column.text }));

type Problem = Job['problems'][number];

function save(job: Job): void {
  const text = toCsv(columns, byPlace(job));
  saveText({ name: `problems-${job.fileName ?? job.id}.csv`, type: 'text/csv', text });
}
