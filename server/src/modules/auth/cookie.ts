import type { FastifyReply } from 'fastify';
import { hostSessionCookie, sessionCookie } from '../../platform/http/credentials.ts';
import { absoluteSeconds } from './session-token.ts';

/**
 * HttpOnly, SameSite=Lax, whole site; over https Secure and under the `__Host-` name, which no other host can plant
 * (ASVS 5.0, 3.3.1-3.3.4).
 */
export function setSessionCookie(reply: FastifyReply, token: string, { https }: { https: boolean }): void {
  void reply.header(
    'set-cookie',
    cookie(https ? hostSessionCookie : sessionCookie, token, absoluteSeconds, https),
  );
}

/** Both names, so that a cookie from before a change to https goes too. */
export function clearSessionCookie(reply: FastifyReply, { https }: { https: boolean }): void {
  void reply.header('set-cookie', [
    cookie(sessionCookie, '', 0, https),
    ...(https ? [cookie(hostSessionCookie, '', 0, https)] : []),
  ]);
}

function cookie(name: string, value: string, maxAgeSeconds: number, https: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`;
}
