import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { columnSuggestionQuery, readWithMapping } from '../../api/column-mappings.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Job } from '../../api/schema.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useMembership, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/page.tsx';
import { Failure, FormFailure, Loading, Skeleton } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { ColumnTable } from './column-table.tsx';

interface ColumnMappingProps {
  readonly job: Job;
  readonly etag: string | null;
}

/** For a table of any tool: which column holds what, suggested, corrected by a person, kept for the next report. */
export function ColumnMapping({ job, etag }: ColumnMappingProps) {
  const [open, setOpen] = useState(false);
  if (!isTable(job)) return null;
  return (
    <Panel
      title={t('mapping.title')}
      actions={
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('ui.close') : t('mapping.edit')}
        </Button>
      }
    >
      <p className="text-muted">
        {job.columnMapping
          ? t('mapping.used', { name: job.columnMapping.name })
          : job.extractedAt
            ? t('mapping.none')
            : t('mapping.needed')}
      </p>
      {open ? <Suggestion job={job} etag={etag} onDone={() => setOpen(false)} /> : null}
    </Panel>
  );
}

/** A table of no known tool that is not in the register yet: read by its column names, or not readable without help. */
function isTable({ tool, state, errorCode }: Job): boolean {
  if (state === 'FAILED' && errorCode === 'UNREADABLE_REPORT') return tool === null || isGeneric(tool);
  const waits = state === 'VALIDATED' || state === 'REJECTED' || state === 'EXTRACTED';
  return waits && tool !== null && isGeneric(tool);
}

function isGeneric(tool: string): boolean {
  return tool.startsWith('generic-');
}

function Suggestion({ job, etag, onDone }: ColumnMappingProps & { readonly onDone: () => void }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const { isAdmin } = useMembership();
  const suggestion = useQuery(columnSuggestionQuery(api, tenantId, job.id));
  const use = useMutation({
    mutationFn: (mappingId: string) => readWithMapping(api, { jobId: job.id, etag, mappingId }),
    onSuccess: async () => {
      announce(t('mapping.reading'));
      onDone();
      await queries.invalidateQueries({ queryKey: [tenantId] });
    },
  });
  if (suggestion.isError) {
    const unreadable =
      suggestion.error instanceof ApiProblem && suggestion.error.code === 'UNREADABLE_REPORT';
    return unreadable ? (
      <p className="pt-2">{t('mapping.noTable')}</p>
    ) : (
      <Failure error={suggestion.error} what={t('mapping.title')} onRetry={() => void suggestion.refetch()} />
    );
  }
  if (!suggestion.data) {
    return (
      <Loading what={t('mapping.title')}>
        <Skeleton className="mt-3 h-40 w-full" />
      </Loading>
    );
  }
  const { saved } = suggestion.data;
  return (
    <div className="flex flex-col gap-4 pt-3">
      {isAdmin && saved.length > 0 ? (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">{t('mapping.saved')}</span>
          {saved.map(({ id, name, found, missing }) => (
            <Button key={id} size="small" pending={use.isPending} onClick={() => use.mutate(id)}>
              {t('mapping.useSaved', { name, found, all: found + missing })}
            </Button>
          ))}
        </div>
      ) : null}
      <FormFailure error={use.error} />
      <ColumnTable
        suggestion={suggestion.data}
        used={job.columnMapping?.columns ?? []}
        onSaved={isAdmin ? (mappingId) => use.mutate(mappingId) : undefined}
      />
    </div>
  );
}
