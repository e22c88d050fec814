import { t } from '../shared/i18n.ts';
import { Button } from './button.tsx';
import { controlClass } from './control-class.ts';
import { announce, announceFailure } from './toast.tsx';

/** Text to be taken elsewhere, with a button that copies it. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      announce(t('ui.copied'));
    } catch (error) {
      announceFailure(t('keys.copyFailed'), error);
    }
  };
  return (
    <div className="flex gap-2">
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={`${controlClass} h-8 w-full font-mono text-label`}
      />
      <Button icon="copy" onClick={() => void copy()}>
        {t('ui.copy')}
      </Button>
    </div>
  );
}
