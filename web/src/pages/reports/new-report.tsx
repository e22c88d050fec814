import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { reportFormOptions } from '../../api/assessments.ts';
import { generateReport, type NewReport } from '../../api/reports.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';

const everything = 'all';
const papers = ['A4', 'LETTER'] as const;

/** Makes a board pack: a frozen snapshot that later changes never touch. */
export function NewReportButton() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      title={t('reports.new')}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="primary" icon="plus">
          {t('reports.new')}
        </Button>
      }
    >
      <NewReportForm onDone={() => setOpen(false)} />
    </Popover>
  );
}

function NewReportForm({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const tenantId = useTenantId();
  const queries = useQueryClient();
  const assessments = useQuery(reportFormOptions(api, tenantId)).data?.items ?? [];
  const [assessmentId, setAssessmentId] = useState(everything);
  const [paper, setPaper] = useState<(typeof papers)[number]>('A4');
  const make = useMutation({
    mutationFn: (body: NewReport) => generateReport(api, body),
    onSuccess: async (made) => {
      onDone();
      announce(made.status === 'AVAILABLE' ? t('reports.made') : t('reports.started'));
      await queries.invalidateQueries({ queryKey: [tenantId, 'reports'] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = formText(new FormData(event.currentTarget), 'title');
    make.mutate({
      reportType: 'BOARD_PACK',
      paper,
      ...(title === '' ? {} : { title }),
      ...(assessmentId === everything ? {} : { assessmentId }),
    });
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <Field label={t('reports.title')} hint={t('reports.titleHint')}>
        <Input name="title" maxLength={200} />
      </Field>
      <Field label={t('reports.covers')}>
        <Select
          label={t('reports.covers')}
          value={assessmentId}
          onChange={setAssessmentId}
          choices={[
            { value: everything, label: t('reports.everything') },
            ...assessments.map((assessment) => ({ value: assessment.id, label: assessment.name })),
          ]}
        />
      </Field>
      <Field label={t('reports.paper')}>
        <Select
          label={t('reports.paper')}
          value={paper}
          onChange={setPaper}
          choices={papers.map((value) => ({ value, label: t(`reports.paper.${value}`) }))}
        />
      </Field>
      <FormFailure error={make.error} />
      <Button kind="primary" type="submit" pending={make.isPending}>
        {make.isPending ? t('reports.generating') : t('reports.make')}
      </Button>
    </form>
  );
}
