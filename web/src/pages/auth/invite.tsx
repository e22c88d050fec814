import { useLocation } from '@tanstack/react-router';
import { acceptInvitation } from '../../api/session.ts';
import { t } from '../../shared/i18n.ts';
import { Frame } from './frame.tsx';
import { NewPersonForm, personFields } from './new-person-form.tsx';

const fields = [personFields.displayName, personFields.password];

/** An invited person chooses a name and a password. The token stays in the fragment of the link. */
export function InvitePage() {
  const token = new URLSearchParams(useLocation().hash).get('token') ?? '';
  if (token === '') {
    return (
      <Frame title={t('invite.title')}>
        <p className="text-prose text-muted">{t('invite.noToken')}</p>
      </Frame>
    );
  }
  return (
    <Frame title={t('invite.title')} lead={t('invite.lead')}>
      <NewPersonForm
        fields={fields}
        submit={t('invite.submit')}
        onSend={(text) =>
          acceptInvitation({ token, displayName: text('displayName'), password: text('password') })
        }
      />
    </Frame>
  );
}
