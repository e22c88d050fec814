import { type ChangeEvent, useRef, useState } from 'react';
import { t } from '../../shared/i18n.ts';
import { Button } from '../../ui/button.tsx';

const maxLogoBytes = 512 * 1024;

interface LogoFieldProps {
  /** data: address of the logo as it is now. */
  readonly current: string | null;
  /** Base64 of the new file; null removes the logo. */
  readonly onChange: (base64: string | null) => void;
}

export function LogoField({ current, onChange }: LogoFieldProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(current);
  const [tooBig, setTooBig] = useState(false);
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    setTooBig(file.size > maxLogoBytes);
    if (file.size > maxLogoBytes) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    setShown(`data:${file.type};base64,${base64}`);
    onChange(base64);
  };
  const remove = () => {
    setShown(null);
    onChange(null);
  };
  return (
    <div className="flex flex-col gap-1">
      <span className="text-label font-medium">{t('branding.logo')}</span>
      <div className="flex h-20 items-center justify-center rounded-md border border-line bg-sunken p-3">
        {shown ? (
          <img src={shown} alt={t('branding.logo')} className="max-h-full" />
        ) : (
          <span className="text-muted">{t('branding.noLogo')}</span>
        )}
      </div>
      <div className="flex items-center gap-2 pt-1">
        <input
          ref={chooser}
          type="file"
          accept="image/png,image/svg+xml"
          aria-label={t('branding.logo')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void choose(event)}
        />
        <Button size="small" onClick={() => chooser.current?.click()}>
          {t('branding.chooseLogo')}
        </Button>
        {shown ? (
          <Button size="small" onClick={remove}>
            {t('branding.removeLogo')}
          </Button>
        ) : null}
        <span className="text-label text-muted">
          {tooBig ? t('branding.logoTooBig') : t('branding.logoHint')}
        </span>
      </div>
    </div>
  );
}
