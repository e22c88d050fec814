import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { apiBase } from './client.ts';
import { eventStreamReader, type StreamEvent } from './event-stream.ts';

const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/** Which cached reads an event makes stale: the first words of its type. */
const staleBySubject: Readonly<Record<string, readonly string[]>> = {
  'ingestion-job': ['jobs', 'job', 'scope-keys'],
  vulnerability: ['vulnerabilities', 'vulnerability', 'dashboard'],
  asset: ['assets', 'asset'],
  assessment: ['assessments', 'assessment', 'dashboard'],
  scoring: ['dashboard', 'assessments'],
  tenant: ['branding'],
  score: ['dashboard', 'assessments'],
  report: ['reports'],
};

/** Listens to the tenant's changes while the page is open and refreshes what they touch. */
export function useLiveChanges(tenantId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    void listen({ tenantId, signal: stop.signal, onEvent: (event) => refresh(queries, tenantId, event) });
    return () => stop.abort();
  }, [queries, tenantId]);
}

function refresh(queries: QueryClient, tenantId: string, event: StreamEvent): void {
  if (event.type === 'stream.reset') {
    void queries.invalidateQueries({ queryKey: [tenantId] });
    return;
  }
  const subject = event.type.split('.')[0] ?? '';
  for (const name of staleBySubject[subject] ?? []) {
    void queries.invalidateQueries({ queryKey: [tenantId, name] }, { cancelRefetch: false });
  }
}

interface ListenOptions {
  readonly tenantId: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: StreamEvent) => void;
}

/** `fetch` instead of EventSource: it takes the tenant header and tells event types apart without a list of them. */
async function listen({ tenantId, signal, onEvent }: ListenOptions): Promise<void> {
  let lastId: string | undefined;
  let retryMs = firstRetryMs;
  while (!signal.aborted) {
    try {
      const headers = {
        accept: 'text/event-stream',
        'x-tenant-id': tenantId,
        ...(lastId ? { 'last-event-id': lastId } : {}),
      };
      const response = await fetch(`${apiBase}/events`, { headers, signal });
      if (response.status === 401 || response.status === 403 || response.status === 404) return;
      if (response.ok && response.body) {
        retryMs = firstRetryMs;
        await readAll(response.body, (event) => {
          lastId = event.id ?? lastId;
          onEvent(event);
        });
      }
    } catch {
      // The connection ended: the loop opens it again, later each time.
    }
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
