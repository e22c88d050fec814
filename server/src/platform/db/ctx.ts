import type { Actor, AuditEntry, DomainEvent, JobRequest, Source } from '../../kernel/ctx.ts';
import type { Log } from '../telemetry/log.ts';
import type { Db } from './pipeline.ts';

/**
 * Everything a service may do for one tenant, inside one open transaction (house rule 4). There is no other way to the
 * database, and no way to change tenant half-way.
 */
export interface ReadCtx {
  readonly tenantId: string;
  readonly actor: Actor;
  /** Bound to the transaction and to the tenant by row-level security. */
  readonly db: Db;
  readonly source: Source;
  /** RFC 3339 time of the transaction's start; one value for all its rows. */
  readonly now: string;
  readonly newId: () => string;
  readonly log: Log;
  readonly requestId: string;
}

/** As ReadCtx, and what it collects here commits with the change or not at all (house rule 9). */
export interface Ctx extends ReadCtx {
  readonly audit: (entry: AuditEntry) => void;
  readonly emit: (event: DomainEvent) => void;
  readonly enqueue: (job: JobRequest) => void;
  /** The score, and so the dashboard's numbers, may differ after this transaction. */
  readonly touchRegister: () => void;
  /** Only numbers beside the score may differ: what was worked out of the score stays valid. */
  readonly touchDashboard: () => void;
}

/** Who calls, in which tenant; settled before any transaction opens. */
export interface Caller {
  readonly tenantId: string;
  readonly actor: Actor;
  readonly requestId: string;
}
