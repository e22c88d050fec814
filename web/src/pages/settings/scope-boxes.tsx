import type { Scope } from '../../api/schema.ts';
import { t, tWord } from '../../shared/i18n.ts';
import { CheckboxLine } from '../../ui/checkbox.tsx';

/** Offered with the areas that exist today; the server knows more. */
const scopes: readonly Scope[] = [
  'read:dashboard',
  'read:ingestion',
  'write:ingestion',
  'read:vulnerabilities',
  'write:vulnerabilities',
  'read:assets',
  'write:assets',
  'read:assessments',
  'write:assessments',
  'read:reports',
  'write:reports',
  'read:audit',
  'read:decision-traces',
];

interface ScopeBoxesProps {
  readonly chosen: readonly Scope[];
  readonly onChange: (scopes: readonly Scope[]) => void;
}

export function ScopeBoxes({ chosen, onChange }: ScopeBoxesProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-label font-medium">{t('keys.scopes')}</legend>
      <div className="grid grid-cols-1 gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {scopes.map((scope) => (
          <CheckboxLine
            key={scope}
            checked={chosen.includes(scope)}
            onChange={(on) => onChange(on ? [...chosen, scope] : chosen.filter((each) => each !== scope))}
          >
            {scopeWords(scope)}
          </CheckboxLine>
        ))}
      </div>
    </fieldset>
  );
}

function scopeWords(scope: Scope): string {
  const [verb = '', area = ''] = scope.split(':');
  const values = { area: tWord('keys.area', area) };
  return verb === 'write' ? t('keys.write', values) : t('keys.read', values);
}
