import { useMutation } from '@tanstack/react-query';
import { t } from '../../shared/i18n.ts';
import { IconButton } from '../button.tsx';
import { announce, announceFailure } from '../toast.tsx';
import type { Column } from './columns.ts';
import { saveText, toCsv } from './csv.ts';

interface CsvButtonProps<T> {
  readonly name: string;
  readonly columns: readonly Column<T>[];
  /** Every row of the list as it is filtered and sorted now. */
  readonly fetchAll: () => Promise<T[]>;
}

/** Exactly what is shown, all pages of it. */
export function CsvButton<T>({ name, columns, fetchAll }: CsvButtonProps<T>) {
  const make = useMutation({
    mutationFn: fetchAll,
    onSuccess: (rows) => {
      saveText({ name: `${name}.csv`, type: 'text/csv', text: toCsv(columns, rows) });
      announce(t('table.csvDone', { count: rows.length }));
    },
    onError: (error) => announceFailure(t('table.csvFailed'), error),
  });
  return (
    <IconButton
      label={t('table.csv')}
      icon="download"
      kind="secondary"
      pending={make.isPending}
      onClick={() => make.mutate()}
    />
  );
}
