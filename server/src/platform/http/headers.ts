import type { onSendHookHandler } from 'fastify';
import { apiBase } from './bind.ts';

const pagePolicy = [
  "default-src 'self'",
  "script-src 'self'",
  // ECharts and positioned menus set style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');
const apiPolicy = "default-src 'none'; frame-ancestors 'none'";

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const onlyTls = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/** For answers that no hook sees: refusals before there is a route, streams of events. */
export function bareHeaders({ https }: { https: boolean }): Readonly<Record<string, string>> {
  return {
    ...always,
    ...(https ? onlyTls : {}),
    'content-security-policy': apiPolicy,
    'cache-control': 'no-store',
  };
}

/** On every answer, errors included (ASVS 3.4). A route may set a stricter policy of its own first. */
export function securityHeaders({ https }: { https: boolean }): onSendHookHandler {
  const headers = https ? { ...always, ...onlyTls } : always;
  return (request, reply, payload, done) => {
    const isApi = request.url.startsWith(apiBase);
    void reply.headers(headers).header('x-request-id', request.id);
    if (!reply.hasHeader('content-security-policy'))
      void reply.header('content-security-policy', isApi ? apiPolicy : pagePolicy);
    if (isApi && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done(null, payload);
  };
}
