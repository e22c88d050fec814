import { Link, useLocation } from '@tanstack/react-router';
import { setUp } from '../../api/session.ts';
import { t } from '../../shared/i18n.ts';
import { Frame } from './frame.tsx';
import { NewPersonForm, personFields } from './new-person-form.tsx';

const fields = [personFields.tenantName, personFields.displayName, personFields.email, personFields.password];

/** First run. The token travels in the fragment, which browsers never send to a server or write into its logs. */
export function SetUpPage() {
  const token = new URLSearchParams(useLocation().hash).get('token') ?? '';
  if (token === '') return <NoToken />;
  return (
    <Frame title={t('setup.title')} lead={t('setup.lead')}>
      <NewPersonForm
        fields={fields}
        submit={t('setup.submit')}
        onSend={(text) =>
          setUp({
            token,
            tenantName: text('tenantName'),
            displayName: text('displayName'),
            email: text('email'),
            password: text('password'),
          })
        }
      />
    </Frame>
  );
}

function NoToken() {
  return (
    <Frame title={t('setup.title')}>
      <p className="text-prose text-muted">{t('setup.noToken')}</p>
      <p className="mt-4">
        <Link to="/sign-in" className="link">
          {t('setup.signIn')}
        </Link>
      </p>
    </Frame>
  );
}
