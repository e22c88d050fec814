import type { FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';

/**
 * A browser sends the session cookie along with requests that other sites make. Mutations by cookie therefore have to show
 * that our own page made them: `Sec-Fetch-Site: same-origin`, which pages cannot forge, or an Origin that is ours.
 * Neither header: refused (ASVS 5.0, 3.5.1-3.5.3).
 * @throws AppError CSRF_REJECTED
 */
export function assertSameOrigin(request: FastifyRequest, ownOrigins: ReadonlySet<string>): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const originIsOurs =
    typeof origin === 'string' &&
    (ownOrigins.has(origin) || origin === `${request.protocol}://${request.host}`);
  if (origin !== undefined && !originIsOurs) throw rejected();
  if (site !== undefined && site !== 'same-origin') throw rejected();
  if (origin === undefined && site === undefined) throw rejected();
}

/** For calls that need no cookie (sign-in): nothing to prove, but another site's page is still refused. */
export function assertNotCrossSite(request: FastifyRequest, ownOrigins: ReadonlySet<string>): void {
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined)
    assertSameOrigin(request, ownOrigins);
}

function rejected(): AppError {
  return new AppError('CSRF_REJECTED', "This request did not come from the platform's own pages.");
}
