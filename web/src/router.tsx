import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { ApiProblem } from './api/problem.ts';
import { sessionQuery } from './api/session.ts';
import { readAssetSearch } from './pages/assets/search.ts';
import { readAuditSearch } from './pages/audit/search.ts';
import { readBlastSearch } from './pages/blast-radius/search.ts';
import { readJobSearch, readJobsSearch } from './pages/ingestion/search.ts';
import { readOverviewSearch } from './pages/overview/search.ts';
import { NotFound, PageFailure, RootPage } from './pages/shell/root.tsx';
import { readVerifySearch } from './pages/verify/search.ts';
import { readVulnerabilitySearch } from './pages/vulnerabilities/search.ts';
import { defined, parseSearch, readText, stringifySearch } from './shared/search.ts';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: RootPage,
  notFoundComponent: NotFound,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await sessionOrSignIn(context.queries, '/');
    const first = session.memberships[0];
    if (first)
      throw redirect({ to: '/t/$tenantId/overview', params: { tenantId: first.tenantId }, replace: true });
  },
  component: lazyRouteComponent(() => import('./pages/auth/no-tenant.tsx'), 'NoTenant'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>) =>
    defined({ next: localPath(readText(search.next, 2_000)) }),
  component: lazyRouteComponent(() => import('./pages/auth/sign-in.tsx'), 'SignIn'),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/auth/setup.tsx'), 'SetUpPage'),
});

const invite = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./pages/auth/invite.tsx'), 'InvitePage'),
});

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  validateSearch: readVerifySearch,
  component: lazyRouteComponent(() => import('./pages/verify/verify-page.tsx'), 'VerifyPage'),
});

const tenant = createRoute({
  getParentRoute: () => root,
  path: '/t/$tenantId',
  beforeLoad: ({ context, location }) => sessionOrSignIn(context.queries, location.href),
  component: lazyRouteComponent(() => import('./pages/shell/shell.tsx'), 'Shell'),
});

const tenantHome = createRoute({
  getParentRoute: () => tenant,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$tenantId/overview', params, replace: true });
  },
});

const overview = createRoute({
  getParentRoute: () => tenant,
  path: '/overview',
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const vulnerabilities = createRoute({
  getParentRoute: () => tenant,
  path: '/vulnerabilities',
  validateSearch: readVulnerabilitySearch,
  // Opened without a question, it shows what is open; who takes that filter out sees all.
  beforeLoad: ({ search, params, cause }) => {
    if (cause === 'enter' && Object.keys(search).length === 0)
      throw redirect({ to: '.', params, search: { status: ['OPEN'] }, replace: true });
  },
  component: lazyRouteComponent(
    () => import('./pages/vulnerabilities/vulnerabilities-page.tsx'),
    'VulnerabilitiesPage',
  ),
});

const vulnerability = createRoute({
  getParentRoute: () => vulnerabilities,
  path: '/$vulnerabilityId',
  component: lazyRouteComponent(
    () => import('./pages/vulnerabilities/vulnerability-drawer.tsx'),
    'VulnerabilityDrawer',
  ),
});

const assets = createRoute({
  getParentRoute: () => tenant,
  path: '/assets',
  validateSearch: readAssetSearch,
  component: lazyRouteComponent(() => import('./pages/assets/assets-page.tsx'), 'AssetsPage'),
});

const asset = createRoute({
  getParentRoute: () => assets,
  path: '/$assetId',
  component: lazyRouteComponent(() => import('./pages/assets/asset-drawer.tsx'), 'AssetDrawer'),
});

const blastRadius = createRoute({
  getParentRoute: () => tenant,
  path: '/blast-radius',
  validateSearch: readBlastSearch,
  component: lazyRouteComponent(() => import('./pages/blast-radius/blast-page.tsx'), 'BlastRadiusPage'),
});

const ingestion = createRoute({
  getParentRoute: () => tenant,
  path: '/ingestion',
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import('./pages/ingestion/jobs-page.tsx'), 'JobsPage'),
});

const job = createRoute({
  getParentRoute: () => tenant,
  path: '/ingestion/$jobId',
  validateSearch: readJobSearch,
  component: lazyRouteComponent(() => import('./pages/ingestion/job-page.tsx'), 'JobPage'),
});

const assessments = createRoute({
  getParentRoute: () => tenant,
  path: '/assessments',
  component: lazyRouteComponent(() => import('./pages/assessments/assessments-page.tsx'), 'AssessmentsPage'),
});

const assessment = createRoute({
  getParentRoute: () => assessments,
  path: '/$assessmentId',
  component: lazyRouteComponent(
    () => import('./pages/assessments/assessment-drawer.tsx'),
    'AssessmentDrawer',
  ),
});

const reports = createRoute({
  getParentRoute: () => tenant,
  path: '/reports',
  component: lazyRouteComponent(() => import('./pages/reports/reports-page.tsx'), 'ReportsPage'),
});

const audit = createRoute({
  getParentRoute: () => tenant,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => tenant,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/t/$tenantId/settings/profile', params, replace: true });
  },
});

const profile = createRoute({
  getParentRoute: () => settings,
  path: '/profile',
  component: lazyRouteComponent(() => import('./pages/settings/profile-page.tsx'), 'ProfilePage'),
});

const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./pages/settings/api-keys-page.tsx'), 'ApiKeysPage'),
});

const members = createRoute({
  getParentRoute: () => settings,
  path: '/members',
  component: lazyRouteComponent(() => import('./pages/settings/members-page.tsx'), 'MembersPage'),
});

const branding = createRoute({
  getParentRoute: () => settings,
  path: '/branding',
  component: lazyRouteComponent(() => import('./pages/settings/branding-page.tsx'), 'BrandingPage'),
});

const routeTree = root.addChildren([
  home,
  signIn,
  setUp,
  invite,
  verify,
  tenant.addChildren([
    tenantHome,
    overview,
    vulnerabilities.addChildren([vulnerability]),
    assets.addChildren([asset]),
    blastRadius,
    ingestion,
    job,
    assessments.addChildren([assessment]),
    reports,
    audit,
    settings.addChildren([settingsHome, profile, apiKeys, members, branding]),
  ]),
]);

export function newRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: false,
  });
}

/** The signed-in person, or a redirect to sign-in that leads back here. */
async function sessionOrSignIn(queries: QueryClient, next: string) {
  try {
    return await queries.ensureQueryData(sessionQuery);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) {
      throw redirect({ to: '/sign-in', search: next === '/' ? {} : { next }, replace: true });
    }
    throw error;
  }
}

/** A path on this site only: a link may not use the sign-in page to send people elsewhere. */
function localPath(path: string | undefined): string | undefined {
  return path?.startsWith('/') && !path.startsWith('//') && !path.startsWith('/\\') ? path : undefined;
}
