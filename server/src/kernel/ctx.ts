import type { Role, Scope } from './roles.ts';

/** Who acts. `SYSTEM` acts in a tenant for a job; the job says on whose behalf in its own rows. */
export type Actor =
  | {
      readonly kind: 'USER';
      readonly userId: string;
      readonly roles: readonly Role[];
      readonly platformAdmin: boolean;
    }
  | {
      readonly kind: 'API_KEY';
      readonly userId: string;
      readonly keyId: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly Scope[];
    }
  | { readonly kind: 'SYSTEM'; readonly name: string };

/** Time, randomness and ids (rule: any hour can be tested, every id can be replayed). */
export interface Source {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** Cryptographically strong outside tests. */
  randomBytes(size: number): Uint8Array;
}

/** An act worth keeping for ever. Appended in the transaction of the change, hash-chained per tenant. */
export interface AuditEntry {
  /** `subject.verb` in the past tense, for example `api-key.created`. Listed in the operation's `audit`. */
  readonly type: string;
  readonly subject: { readonly type: string; readonly id: string };
  /** What a reader needs to understand it; never a secret. At most 16 KiB of JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A fact other parts react to (outbox). Versioned; consumers accept old versions. */
export interface DomainEvent {
  /** `subject.verb`, for example `ingestion-job.changed`. */
  readonly type: string;
  readonly version: number;
  readonly subject: { readonly type: string; readonly id: string };
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Work to be done later, enqueued in the same transaction. `payload` holds ids only (rule 10). */
export interface JobRequest {
  readonly task: string;
  readonly payload: Readonly<Record<string, string | number | boolean>>;
  /** Jobs with one key are one job. */
  readonly key?: string;
  /** Jobs of one queue run one after the other. */
  readonly queue?: string;
  /** Smaller goes first among jobs that are due. 0..32767, default 0. */
  readonly priority?: number;
  /** RFC 3339; not before. */
  readonly runAt?: string;
  /** 1..50, default 8. */
  readonly maxAttempts?: number;
}
