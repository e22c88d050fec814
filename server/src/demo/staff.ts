import { type CrpClient, unwrap } from '../../../client/src/index.ts';
import { company, type PersonName, people } from '../../../demo/company.ts';
import { ensureSetUp } from '../modules/auth/facade.ts';
import type { Platform } from '../platform/platform.ts';
import { openBrowser } from './browser.ts';
import type { DemoCredentials } from './credentials.ts';

/** One signed-in browser for each person, and who they are. */
export interface Staff {
  readonly tenantId: string;
  readonly admin: Member;
  readonly verifier: Member;
  readonly member: Member;
  readonly auditor: Member;
}

export interface Member {
  readonly crp: CrpClient;
  readonly userId: string;
}

export interface Door {
  readonly baseUrl: string;
  readonly origin: string;
}

interface Hiring {
  readonly platform: Platform;
  readonly door: Door;
  readonly credentials: DemoCredentials;
}

/**
 * Sets the platform up with the one-time token that the operator's terminal shows, then invites the others; each accepts in a
 * browser of their own. Undefined when somebody has set the platform up before: the demo never touches a workspace it did not make.
 */
export async function hireStaff({ platform, door, credentials }: Hiring): Promise<Staff | undefined> {
  const setUp = await ensureSetUp(platform);
  if (setUp.state !== 'LINK') return undefined;
  const crp = openBrowser(door);
  const { email, displayName } = people.admin;
  const made = await unwrap(
    crp.POST('/api/v1/setup', {
      body: {
        token: tokenOf(setUp.url),
        tenantName: company.name,
        email,
        displayName,
        password: credentials.admin.password,
      },
    }),
  );
  const tenantId = made.memberships[0]?.tenantId ?? '';
  await dress(crp, tenantId);
  const hire = (name: PersonName) =>
    inviteAndAccept({ admin: crp, door, name, password: credentials[name].password });
  return {
    tenantId,
    admin: { crp, userId: made.user.id },
    verifier: await hire('verifier'),
    member: await hire('member'),
    auditor: await hire('auditor'),
  };
}

/** Everybody signs in anew. @throws CrpError when a password was changed since */
export async function signInStaff(door: Door, credentials: DemoCredentials): Promise<Staff> {
  const [admin, verifier, member, auditor] = await Promise.all([
    signIn(door, credentials.admin),
    signIn(door, credentials.verifier),
    signIn(door, credentials.member),
    signIn(door, credentials.auditor),
  ]);
  return { tenantId: admin.tenantId, admin, verifier, member, auditor };
}

async function signIn(
  door: Door,
  body: DemoCredentials[PersonName],
): Promise<Member & { readonly tenantId: string }> {
  const crp = openBrowser(door);
  const { user, memberships } = await unwrap(crp.POST('/api/v1/auth/sign-in', { body }));
  return { crp, userId: user.id, tenantId: memberships[0]?.tenantId ?? '' };
}

async function dress(crp: CrpClient, tenantId: string): Promise<void> {
  await unwrap(
    crp.PATCH('/api/v1/tenants/{tenantId}/branding', {
      params: { path: { tenantId } },
      body: { name: company.name, colours: { accent: company.accent }, reportFooter: company.reportFooter },
    }),
  );
}

interface Hire {
  readonly admin: CrpClient;
  readonly door: Door;
  readonly name: PersonName;
  readonly password: string;
}

async function inviteAndAccept({ admin, door, name, password }: Hire): Promise<Member> {
  const { email, displayName, role } = people[name];
  const { invitationUrl } = await unwrap(admin.POST('/api/v1/users', { body: { email, displayName, role } }));
  const crp = openBrowser(door);
  const { user } = await unwrap(
    crp.POST('/api/v1/invitations/accept', {
      body: { token: tokenOf(invitationUrl ?? ''), password, displayName },
    }),
  );
  return { crp, userId: user.id };
}

function tokenOf(url: string): string {
  return url.split('#token=')[1] ?? '';
}
