import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { apiBase } from './bind.ts';

/** Page of the interactive API documentation. */
export const docsPath = '/docs/api';
const scriptPath = `${docsPath}/reference.js`;
const documentPath = `${apiBase}/openapi.json`;

/** Everything comes from here: no fonts, proxy, telemetry or assistant of anybody else. The policy enforces it too. */
const configuration = {
  url: documentPath,
  cdn: scriptPath,
  pageTitle: 'CRP API',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  mcp: { disabled: true },
  agent: { disabled: true },
  proxyUrl: '',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
};

/** The committed OpenAPI document, and the page that shows it. Public: nothing of a tenant is in it. */
export async function serveDocs(app: FastifyInstance): Promise<void> {
  const openApi = await readFile(new URL('../../../openapi.json', import.meta.url));
  const etag = `"${createHash('sha256').update(openApi).digest('hex').slice(0, 32)}"`;
  app.get(documentPath, async (request, reply) => {
    void reply.header('etag', etag).header('cache-control', 'no-cache');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(openApi);
  });
  let loaded: Promise<Docs> | undefined;
  const docs = () => {
    loaded ??= loadDocs().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
  app.get(docsPath, async (_request, reply) => {
    const { html, policy } = await docs();
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(html);
  });
  app.get(scriptPath, async (request, reply) => {
    const { script } = await docs();
    void reply
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-encoding')
      .type('text/javascript; charset=utf-8');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(gunzipSync(script));
    return reply.header('content-encoding', 'gzip').send(script);
  });
}

interface Docs {
  readonly html: string;
  readonly policy: string;
  /** Compressed. */
  readonly script: Buffer;
}

async function loadDocs(): Promise<Docs> {
  const worker = new Worker(new URL('./docs-load.ts', import.meta.url), { workerData: configuration });
  const { html, script } = await new Promise<Pick<Docs, 'html' | 'script'>>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the documentation page cannot be loaded')));
  });
  await worker.terminate();
  return { html, script: Buffer.from(script), policy: policyFor(html) };
}

/** The page's one inline script is allowed by its hash and nothing else is; styles are set by the script as it runs. */
function policyFor(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, text = '']) => text,
  );
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
