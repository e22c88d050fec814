import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assetsQuery } from '../../api/assets.ts';
import type { BlastRadius } from '../../api/blast-radius.ts';
import { rowsOf } from '../../api/paging.ts';
import { t } from '../../shared/i18n.ts';
import { useApi, useTenantId } from '../../shared/tenant.ts';
import { Button } from '../../ui/button.tsx';
import { FilterChip } from '../../ui/chip.tsx';
import { Field, Input } from '../../ui/field.tsx';

interface OriginPickerProps {
  readonly chosen: readonly string[];
  readonly origins: BlastRadius['origins'];
  readonly onChange: (assetIds: string[]) => void;
}

const offered = 6;

/** Which assets are taken as fallen. */
export function OriginPicker({ chosen, origins, onChange }: OriginPickerProps) {
  const [text, setText] = useState('');
  const found = useInfiniteQuery({
    ...assetsQuery(useApi(), useTenantId(), { ...(text ? { q: text } : {}), sort: ['-criticality'] }),
    enabled: text !== '' || chosen.length === 0,
  });
  const rows = text === '' && chosen.length > 0 ? [] : (rowsOf(found.data) ?? []);
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('blast.find')} hint={t('blast.findHint')} className="max-w-sm">
        <Input value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div className="flex flex-wrap gap-2">
        {origins
          .filter(({ id }) => chosen.includes(id))
          .map(({ id, name }) => (
            <FilterChip
              key={id}
              removeLabel={t('blast.removeStart', { name })}
              onRemove={() => onChange(chosen.filter((one) => one !== id))}
            >
              {name}
            </FilterChip>
          ))}
        {rows
          .filter(({ id }) => !chosen.includes(id))
          .slice(0, offered)
          .map(({ id, name }) => (
            <Button
              key={id}
              size="small"
              icon="plus"
              onClick={() => {
                onChange([...chosen, id]);
                setText('');
              }}
            >
              {t('blast.add', { name })}
            </Button>
          ))}
      </div>
    </div>
  );
}
