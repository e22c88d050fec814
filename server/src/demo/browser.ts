import { type CrpClient, createCrpClient } from '../../../client/src/index.ts';

/**
 * A client of the public API that keeps its session cookie and names our own pages as the origin, as a browser does: signing in,
 * finalizing and inviting are not for API keys.
 */
export function openBrowser({
  baseUrl,
  origin,
}: {
  readonly baseUrl: string;
  readonly origin: string;
}): CrpClient {
  let cookie = '';
  return createCrpClient({
    baseUrl,
    async fetch(request) {
      request.headers.set('origin', origin);
      if (cookie !== '') request.headers.set('cookie', cookie);
      const response = await fetch(request);
      const set = response.headers.getSetCookie()[0]?.split(';')[0];
      if (set !== undefined) cookie = set;
      return response;
    },
  });
}
