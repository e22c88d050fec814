import { AppError, invalidField } from '../../kernel/errors.ts';
import { timestampOf } from '../../kernel/source.ts';
import type { StoredEvent } from '../../platform/events/consumer.ts';
import type {
  EventSender,
  EventSource,
  ServerSentEvent,
  TenantRequest,
} from '../../platform/http/handler.ts';
import { fieldOf } from '../../platform/http/tenant.ts';
import type { Platform } from '../../platform/platform.ts';
import { isSessionAlive } from '../auth/facade.ts';
import { newestSeq, replayAfter } from './stream-store.ts';

const batchSize = 200;
/** An idle stream looks this often whether its session still lives. */
const checkEveryMs = 15_000;
/** Tabs of one person; more is a loop somewhere. */
const maxStreamsPerPerson = 20;
/** Progress is worth nothing once it is old: what a client cannot take is dropped. */
const maxWaitingProgress = 20;

export interface EventStreams {
  /** @throws AppError VALIDATION_FAILED, RATE_LIMITED */
  open(request: TenantRequest, since: number | undefined): Promise<EventSource>;
}

/** Streams of the tenants' events: replay after a number, then live. Holds no connection while it waits. */
export function eventStreams(platform: Platform): EventStreams {
  const openByPerson = new Map<string, number>();
  return {
    async open(request, since) {
      const person = request.principal.userId;
      const open = openByPerson.get(person) ?? 0;
      if (open >= maxStreamsPerPerson) {
        throw new AppError('RATE_LIMITED', 'Too many streams are open. Close other tabs first.', {
          retryAfterSeconds: 30,
        });
      }
      const from = since ?? lastEventId(request) ?? (await request.read(newestSeq));
      return async (send, signal) => {
        openByPerson.set(person, (openByPerson.get(person) ?? 0) + 1);
        try {
          await follow({ platform, request, send, signal, from });
        } finally {
          const left = (openByPerson.get(person) ?? 1) - 1;
          if (left === 0) openByPerson.delete(person);
          else openByPerson.set(person, left);
        }
      };
    },
  };
}

function lastEventId({ http }: TenantRequest): number | undefined {
  const value = http.headers['last-event-id'];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value))
    throw invalidField('Last-Event-ID', 'is not one that this stream gave out');
  return Number(value);
}

interface Follow {
  readonly platform: Platform;
  readonly request: TenantRequest;
  readonly send: EventSender;
  readonly signal: AbortSignal;
  readonly from: number;
}

async function follow({ platform, request, send, signal, from }: Follow): Promise<void> {
  const bell = newBell(signal);
  const progress: unknown[] = [];
  const unsubscribe = platform.live.subscribe(request.caller.tenantId, {
    wake: bell.ring,
    progress: (message) => {
      if (progress.length < maxWaitingProgress) progress.push(message);
      bell.ring();
    },
  });
  try {
    const isAlive = () => isSessionAlive(platform, request);
    for (let at: number | null = from; !signal.aborted; ) {
      const heard = progress.splice(0);
      at = await deliver({ request, send, signal, isAlive, after: at });
      if (at === null) return;
      for (const message of heard) await send(progressEvent(message, at, timestampOf(platform.source)));
      await bell.rung(checkEveryMs);
    }
  } finally {
    unsubscribe();
  }
}

interface Deliver {
  readonly request: TenantRequest;
  readonly send: EventSender;
  readonly signal: AbortSignal;
  readonly isAlive: () => Promise<boolean>;
  readonly after: number;
}

/**
 * Everything after the number, in order, a batch at a time. Whether the session lives is asked after a batch was read and before it
 * is sent: nothing that happened after its end leaves.
 * @returns the number of the last one sent; null when the session has ended
 */
async function deliver({ request, send, signal, isAlive, after }: Deliver): Promise<number | null> {
  for (let at = after; ; ) {
    const { events, newest, broken, now } = await request.read((ctx) => replayAfter(ctx, at, batchSize));
    if (!(await isAlive())) return null;
    if (broken) {
      await send(resetEvent(newest, now));
      return newest;
    }
    for (const event of events) {
      if (signal.aborted) return at;
      await send({ id: String(event.seq), event: event.type, data: dataOf(event) });
      at = event.seq;
    }
    if (events.length < batchSize) return at;
  }
}

function dataOf({ seq, type, version, subjectType, subjectId, payload, at }: StoredEvent) {
  return { seq, type, version, subject: { type: subjectType, id: subjectId }, payload, at };
}

function resetEvent(newest: number, at: string): ServerSentEvent {
  const type = 'stream.reset';
  return {
    id: String(newest),
    event: type,
    data: { seq: newest, type, version: 1, subject: { type: 'stream', id: '' }, payload: {}, at },
  };
}

/** Transient: no id, so that a client never comes back for one. */
function progressEvent(message: unknown, seq: number, at: string): ServerSentEvent {
  const type = 'ingestion-job.progress';
  const id = fieldOf(message, 'jobId');
  const subject = { type: 'ingestion-job', id: typeof id === 'string' ? id : '' };
  return {
    event: type,
    data: { seq, type, version: 1, subject, payload: { progress: fieldOf(message, 'progress') ?? null }, at },
  };
}

/** A bell that remembers one ring; an aborted signal rings too. */
function newBell(signal: AbortSignal) {
  let waiting = Promise.withResolvers<void>();
  const ring = () => waiting.resolve();
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    async rung(withinMs: number): Promise<void> {
      const timer = setTimeout(ring, withinMs);
      await waiting.promise;
      clearTimeout(timer);
      waiting = Promise.withResolvers<void>();
    },
  };
}
