import { sql } from 'kysely';
import type { Actor, AuditEntry, DomainEvent, JobRequest } from '../../kernel/ctx.ts';
import { canonicalJson } from '../crypto/canonical.ts';
import type { Ctx, ReadCtx } from './ctx.ts';
import type { Db } from './pipeline.ts';

/** What a transaction has collected and sends in one go just before COMMIT. */
export interface Outbox {
  readonly ctx: Ctx;
  flush(db: Db): Promise<unknown>[];
}

export function outboxOver(read: ReadCtx): Outbox {
  const entries: AuditEntry[] = [];
  const events: DomainEvent[] = [];
  const jobs: JobRequest[] = [];
  const changed = { register: false, posture: false };
  const ctx: Ctx = {
    ...read,
    audit: (entry) => void entries.push(entry),
    emit: (event) => void events.push(event),
    enqueue: (job) => void jobs.push(job),
    touchRegister: () => {
      changed.register = true;
      changed.posture = true;
    },
    touchDashboard: () => {
      changed.register = true;
    },
  };
  return {
    ctx,
    flush: (db) => [
      ...[...jobs, ...(events.length > 0 ? [dispatchOf(read.tenantId)] : [])].map((job) => addJob(db, job)),
      ...(entries.length + events.length > 0 || changed.register
        ? [appendLog({ db, read, entries, events, changed })]
        : []),
    ],
  };
}

/** One waiting dispatch a tenant, however many changes commit before it runs. */
function dispatchOf(tenantId: string): JobRequest {
  const task = 'events.dispatch';
  return { task, payload: { tenantId }, key: `${task}:${tenantId}`, queue: `events:${tenantId}` };
}

interface Append {
  readonly db: Db;
  readonly read: ReadCtx;
  readonly entries: readonly AuditEntry[];
  readonly events: readonly DomainEvent[];
  readonly changed: { readonly register: boolean; readonly posture: boolean };
}

/** Last statement before COMMIT, so that the head's lock is held for one round trip only. */
function appendLog({ db, read, entries, events, changed }: Append): Promise<unknown> {
  const audit = entries.map((entry) => auditRow(read, entry));
  const outbox = events.map((event) => ({
    id: read.newId(),
    at: read.now,
    type: event.type,
    version: event.version,
    subjectType: event.subject.type,
    subjectId: event.subject.id,
    payload: event.payload,
  }));
  return sql`select * from append_log(${JSON.stringify(audit)}::jsonb, ${JSON.stringify(outbox)}::jsonb, ${changed.register}, ${changed.posture})`.execute(
    db,
  );
}

function auditRow(read: ReadCtx, entry: AuditEntry) {
  const id = read.newId();
  const actor = actorOf(read.actor);
  const body = canonicalJson({
    id,
    tenantId: read.tenantId,
    at: read.now,
    type: entry.type,
    subject: entry.subject,
    actor,
    requestId: read.requestId,
    data: entry.data ?? {},
  });
  return {
    id,
    at: read.now,
    type: entry.type,
    subjectType: entry.subject.type,
    subjectId: entry.subject.id,
    actorKind: actor.kind,
    actorId: actor.id,
    requestId: read.requestId,
    body,
  };
}

/** The actor as the audit log and history rows keep it. */
export function actorOf(actor: Actor): {
  readonly kind: Actor['kind'];
  readonly id: string;
  readonly onBehalfOf?: string;
} {
  if (actor.kind === 'USER') return { kind: 'USER', id: actor.userId };
  if (actor.kind === 'API_KEY') return { kind: 'API_KEY', id: actor.keyId, onBehalfOf: actor.userId };
  return { kind: 'SYSTEM', id: actor.name };
}

function addJob(db: Db, job: JobRequest): Promise<unknown> {
  return sql`select graphile_worker.add_job(
    identifier => ${job.task}, payload => ${JSON.stringify(job.payload)}::json, queue_name => ${job.queue ?? null},
    run_at => ${job.runAt ?? null}::timestamptz, max_attempts => ${job.maxAttempts ?? 8}, job_key => ${job.key ?? null},
    priority => ${job.priority ?? 0})`.execute(db);
}
