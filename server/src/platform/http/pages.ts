import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Platform } from '../platform.ts';
import { serveDocs } from './docs.ts';

interface PagesOptions {
  readonly platform: Platform;
  /** Folder of the built web UI. */
  readonly webRoot: string;
  readonly pages: boolean;
}

/** Health, metrics, API documentation and the web UI: everything outside `/api/v1`. No tenant data here. */
export async function servePages(
  app: FastifyInstance,
  { platform, webRoot, pages }: PagesOptions,
): Promise<void> {
  // Liveness asks nobody: a slow database must not get the process killed.
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const ready = await databaseAnswers(platform);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database does not answer' });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await platform.metrics.text()),
  );
  if (!pages) return;
  await serveDocs(app);
  if (!existsSync(webRoot)) return;
  await app.register(fastifyStatic, {
    root: webRoot,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders: cacheByName,
  });
  const page = (reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').sendFile('index.html');
  app.get('/', (_request, reply) => page(reply));
  // Addresses inside the UI are its own; it says itself when there is nothing there.
  for (const path of ['/t/*', '/sign-in', '/setup', '/invitation', '/verify', '/profile'])
    app.get(path, (_request, reply) => page(reply));
}

const readyTimeoutMs = 1_000;

async function databaseAnswers({ transactor }: Platform): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), readyTimeoutMs).unref());
  const answer = transactor
    .system('HEALTH', async ({ db }) => {
      await sql`select 1`.execute(db);
      return true;
    })
    .catch(() => false);
  return Promise.race([answer, timeout]);
}

function cacheByName(reply: FastifyReply, path: string): void {
  const hashed = path.includes('/assets/');
  void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}
