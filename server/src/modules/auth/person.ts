import type { DataOf } from '../../kernel/operation.ts';
import { isRole } from '../../kernel/roles.ts';
import type { signIn, updateProfile } from './contract.ts';
import type { PersonRow } from './identity-store.ts';
import { notificationKinds } from './shapes.ts';

export type SignedIn = DataOf<typeof signIn>;
export type Profile = DataOf<typeof updateProfile>;

export function profileOf(row: PersonRow): Profile {
  return {
    id: row.user_id,
    email: row.email,
    displayName: row.display_name,
    locale: row.locale,
    timeZone: row.time_zone,
    notifications: notificationChoices(row.notifications),
    totpEnabled: row.totp_enabled,
    platformAdmin: row.platform_admin,
  };
}

export function signedInOf(row: PersonRow, expiresAt: string): SignedIn {
  return {
    user: profileOf(row),
    memberships: row.memberships.flatMap(({ role, ...membership }) =>
      isRole(role) ? [{ ...membership, role }] : [],
    ),
    expiresAt,
  };
}

/** Every kind, in order; one that the person never chose comes in the application and not by mail. */
function notificationChoices(stored: unknown): Profile['notifications'] {
  const chosen = Array.isArray(stored) ? stored.filter(isChoice) : [];
  return notificationKinds.map(
    (kind) => chosen.find((choice) => choice.kind === kind) ?? { kind, inApp: true, email: false },
  );
}

function isChoice(value: unknown): value is Profile['notifications'][number] {
  if (typeof value !== 'object' || value === null) return false;
  if (!('kind' in value && 'inApp' in value && 'email' in value)) return false;
  return (
    notificationKinds.some((kind) => kind === value.kind) &&
    typeof value.inApp === 'boolean' &&
    typeof value.email === 'boolean'
  );
}
