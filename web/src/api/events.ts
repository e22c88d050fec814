import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiBase } from './client.ts';
import { eventStreamReader, type StreamEvent } from './event-stream.ts';
import { sessionQuery } from './session.ts';
import { refresher, staleAfter } from './staleness.ts';

const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/** Listens to the tenant's changes while the page is open and refreshes what they touch. */
export function useLiveChanges(tenantId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const { stale } = refresher(queries, stop.signal);
    void listen({
      tenantId,
      signal: stop.signal,
      onEvent: (event) => stale(staleAfter(tenantId, event.type)),
      onGap: () => stale([[tenantId]]),
      // Asks who is signed in; when the session is over, that answer leads to sign-in.
      onRefused: () => stale([sessionQuery.queryKey]),
    });
    return () => stop.abort();
  }, [queries, tenantId]);
}

interface ListenOptions {
  readonly tenantId: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StreamEvent) => void;
  /** Changes may have been missed that nobody will tell of again. */
  readonly onGap: () => void;
  /** The server does not know the session. */
  readonly onRefused: () => void;
}

/** `fetch` instead of EventSource: it takes the tenant header and tells event types apart without a list of them. */
async function listen({ tenantId, signal, onEvent, onGap, onRefused }: ListenOptions): Promise<void> {
  let lastId: string | undefined;
  let retryMs = firstRetryMs;
  let late = false;
  while (!signal.aborted) {
    try {
      const headers = {
        accept: 'text/event-stream',
        'x-tenant-id': tenantId,
        ...(lastId ? { 'last-event-id': lastId } : {}),
      };
      const response = await fetch(`${apiBase}/events`, { headers, signal });
      if (response.status === 401) onRefused();
      if (response.ok && response.body) {
        retryMs = firstRetryMs;
        // Without an id to go on from, the stream starts at now: what happened since the page was read is not in it.
        if (late && !lastId) onGap();
        await readAll(response.body, (event) => {
          lastId = event.id ?? lastId;
          onEvent(event);
        });
      }
    } catch {
      // The connection ended: the loop opens it again, later each time.
    }
    late = true;
    await pause(retryMs * (0.75 + Math.random() / 2), signal);
    retryMs = Math.min(retryMs * 2, lastRetryMs);
  }
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: StreamEvent) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const read = eventStreamReader();
  for await (const chunk of body) {
    for (const event of read(decoder.decode(chunk, { stream: true }))) onEvent(event);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
