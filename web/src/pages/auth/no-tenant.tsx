import { t } from '../../shared/i18n.ts';
import { Frame } from './frame.tsx';

export function NoTenant() {
  return (
    <Frame title={t('app.longName')}>
      <p className="text-prose text-muted">{t('signIn.noTenant')}</p>
    </Frame>
  );
}
