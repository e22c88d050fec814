import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { createColumnMapping, type MappedColumn } from '../../api/column-mappings.ts';
import type { ColumnSuggestion } from '../../api/schema.ts';
import { formatShare } from '../../shared/format.ts';
import { formText } from '../../shared/forms.ts';
import { t } from '../../shared/i18n.ts';
import { useApi } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { FormFailure } from '../../ui/states.tsx';
import { announce } from '../../ui/toast.tsx';
import { columnFields, fieldWords, listed } from './column-fields.ts';

const asIs = 'none';
const choices = [
  { value: asIs, label: t('mapping.asIs') },
  ...columnFields.map((field) => ({ value: field, label: fieldWords(field) })),
];

interface ColumnTableProps {
  readonly suggestion: ColumnSuggestion;
  /** What the job was read with; goes before the suggestion. */
  readonly used: readonly MappedColumn[];
  /** Left out for who may keep a mapping and not choose it for the job. */
  readonly onSaved: ((mappingId: string) => void) | undefined;
}

/** Column by column: examples, what it most likely holds and how sure that is, and the person's choice. */
export function ColumnTable({ suggestion, used, onSaved }: ColumnTableProps) {
  const api = useApi();
  const [columns, setColumns] = useState<readonly MappedColumn[]>(() =>
    suggestion.columns.map(
      ({ column, field }) => used.find((each) => each.column === column) ?? { column, field },
    ),
  );
  const save = useMutation({
    mutationFn: (name: string) => createColumnMapping(api, { name, columns: [...columns] }),
    onSuccess: ({ id, name }) => {
      announce(t('mapping.kept', { name }));
      onSaved?.(id);
    },
  });
  const choose = (column: string, word: string) => {
    const field = columnFields.find((each) => each === word) ?? null;
    setColumns(columns.map((each) => (each.column === column ? { column, field } : each)));
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(formText(new FormData(event.currentTarget), 'name'));
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <ColumnRows suggested={suggestion.columns} columns={columns} onChoose={choose} />
      {suggestion.lacks ? <p className="text-muted">{suggestion.lacks}</p> : null}
      <FormFailure error={save.error} />
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t('mapping.name')} className="w-72">
          <Input name="name" required maxLength={200} pattern=".*\S.*" />
        </Field>
        <Button kind="primary" type="submit" pending={save.isPending}>
          {onSaved ? t('mapping.saveAndRead') : t('ui.save')}
        </Button>
      </div>
    </form>
  );
}

interface ColumnRowsProps {
  readonly suggested: ColumnSuggestion['columns'];
  readonly columns: readonly MappedColumn[];
  readonly onChoose: (column: string, word: string) => void;
}

function ColumnRows({ suggested, columns, onChoose }: ColumnRowsProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={regionClass} aria-label={t('mapping.columns')} tabIndex={0}>
      <table className="w-full min-w-160 text-left">
        <thead>
          <tr>
            {(['column', 'samples', 'holds', 'confidence'] as const).map((head) => (
              <th key={head} scope="col" className={headClass}>
                {t(`mapping.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {suggested.map(({ column, samples, confidence, reason }, index) => (
            <tr key={column}>
              <th scope="row" className="px-4 py-1.5 font-medium break-all">
                {column}
              </th>
              <td className="max-w-80 truncate px-4 py-1.5 text-muted" title={samples.join(' · ')}>
                {samples.join(' · ')}
              </td>
              <td className="px-4 py-1.5">
                <Select
                  label={t('mapping.holdsLabel', { column })}
                  value={chosenField(columns[index])}
                  choices={choices}
                  onChange={(word) => onChoose(column, word)}
                  className="w-56"
                />
              </td>
              <td className="tabular px-4 py-1.5 whitespace-nowrap" title={reason}>
                {confidence > 0 ? formatShare(confidence) : t('ui.none')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function chosenField(column: MappedColumn | undefined) {
  return column?.field ? listed(column.field) : asIs;
}

const regionClass = 'max-h-110 overflow-auto rounded-md border border-line';
const headClass =
  'sticky top-0 border-b border-line bg-sunken px-4 py-2 text-label font-medium text-muted whitespace-nowrap';
