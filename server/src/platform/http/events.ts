import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventSource, ServerSentEvent } from './handler.ts';
import { bareHeaders } from './headers.ts';

const heartbeatMs = 15_000;
/** A client that takes nothing for so long is cut; it comes back with Last-Event-ID and misses nothing. */
const stallLimitMs = 20_000;
/** What one client may have waiting in memory before `send` waits for it. */
const bufferBytes = 256 * 1024;

const open = new WeakMap<FastifyInstance, Set<AbortController>>();

/** Ends every stream of the server, so that it can close. Clients come back by themselves. */
export function endEventStreams(app: FastifyInstance): void {
  for (const abort of open.get(app) ?? []) abort.abort();
}

/** Server-sent events (WHATWG HTML, section 9.2). A comment every 15 s keeps proxies from closing an idle stream. */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  source: EventSource,
): Promise<FastifyReply> {
  const abort = new AbortController();
  const streams = streamsOf(request.server);
  streams.add(abort);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    ...bareHeaders({ https: request.protocol === 'https' }),
    'x-accel-buffering': 'no',
    'x-request-id': request.id,
  });
  raw.once('close', () => abort.abort());
  const write = writer(reply, abort);
  const heartbeat = setInterval(() => void write(': still here\n\n'), heartbeatMs);
  try {
    await write('retry: 2000\n\n');
    await source((event) => write(format(event)), abort.signal);
  } catch (error) {
    if (!abort.signal.aborted) request.log.error({ err: error }, 'event stream failed');
  } finally {
    clearInterval(heartbeat);
    streams.delete(abort);
    raw.end();
  }
  return reply;
}

function streamsOf(app: FastifyInstance): Set<AbortController> {
  const streams = open.get(app) ?? new Set();
  open.set(app, streams);
  return streams;
}

function format({ id, event, data }: ServerSentEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes, and waits while more than the bound is not yet taken; cuts the connection of a client that has stalled. */
function writer({ raw }: FastifyReply, abort: AbortController) {
  return async (text: string): Promise<void> => {
    if (abort.signal.aborted || raw.destroyed) return;
    raw.write(text);
    if (raw.writableLength <= bufferBytes) return;
    const limit = AbortSignal.any([abort.signal, AbortSignal.timeout(stallLimitMs)]);
    await once(raw, 'drain', { signal: limit }).catch(() => {
      abort.abort();
      raw.destroy();
    });
  };
}
