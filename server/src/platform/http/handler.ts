import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BodyOf, DataOf, Operation, ParamsOf, QueryOf } from '../../kernel/operation.ts';
import type { Caller, Ctx, ReadCtx } from '../db/ctx.ts';
import type { Transactor } from '../db/transactor.ts';
import type { PreparedAnswer } from './prepared.ts';
import type { Principal } from './principal.ts';

/** Validated input of an operation. */
export interface Input<O extends Operation> {
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Version from If-Match; services compare it with the row they change. */
  readonly ifMatch: number | undefined;
}

/** A request whose tenant is settled and whose caller may do this; no transaction is open yet. */
export interface TenantRequest {
  readonly caller: Caller;
  readonly principal: Principal;
  readonly read: <T>(work: (ctx: ReadCtx) => Promise<T>) => Promise<T>;
  readonly write: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** For bodies that are streams. */
  readonly http: FastifyRequest;
}

/** A request without a tenant: public, or of a signed-in person. */
export interface OpenRequest {
  readonly principal: Principal | null;
  readonly transactor: Transactor;
  readonly address: string;
  readonly requestId: string;
  readonly http: FastifyRequest;
  /** For cookies only; the answer's body is what the handler returns. */
  readonly reply: FastifyReply;
}

export interface FileAnswer {
  readonly stream: Readable | Buffer;
  readonly contentType: string;
  readonly fileName: string;
  readonly sizeBytes?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends server-sent events until the client leaves, the server drains, or the source has no more. */
export type EventSource = (send: EventSender, signal: AbortSignal) => Promise<void>;

/** Resolves when the client takes more; a client that does not is cut, and `signal` aborts. */
export type EventSender = (event: ServerSentEvent) => Promise<void>;

export interface ServerSentEvent {
  /** What a client that comes back names in Last-Event-ID; without it the event is not worth coming back for. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** An operation with what answers it. */
export type Binding =
  | {
      readonly kind: 'TENANT';
      readonly op: Operation;
      readonly run: (request: TenantRequest, input: Input<Operation>, replay: Replay) => Promise<unknown>;
    }
  | {
      readonly kind: 'OPEN';
      readonly op: Operation;
      /** As in ChangeOptions. */
      readonly redact: readonly string[];
      readonly run: (request: OpenRequest, input: Input<Operation>) => Promise<unknown>;
    };

/** Wraps the transaction of a change so that a repeated Idempotency-Key answers as the first time. */
export type Replay = <T>(
  work: (ctx: Ctx) => Promise<T>,
  options?: { readonly fingerprint?: string; readonly redact?: readonly string[] },
) => Promise<T>;

/** GET that needs one snapshot. */
export function reads<O extends Operation>(
  op: O,
  run: (ctx: ReadCtx, input: Input<O>) => Promise<DataOf<O>>,
): Binding {
  return { kind: 'TENANT', op, run: (request, input) => request.read((ctx) => run(ctx, input)) };
}

interface ChangeOptions<O extends Operation> {
  /** After the commit, outside any transaction: waiting, reading again. */
  readonly after?: (request: TenantRequest, data: DataOf<O>, input: Input<O>) => Promise<DataOf<O>>;
  /** Fields of the answer that a replay must not repeat (secrets shown once). */
  readonly redact?: readonly string[];
}

/** Mutation in one transaction, retry-safe by Idempotency-Key. */
export function changes<O extends Operation>(
  op: O,
  run: (ctx: Ctx, input: Input<O>) => Promise<DataOf<O>>,
  options: ChangeOptions<O> = {},
): Binding {
  return {
    kind: 'TENANT',
    op,
    run: async (request, input, replay) => {
      const data = await replay((ctx) => run(ctx, input), options.redact ? { redact: options.redact } : {});
      return options.after ? options.after(request, data, input) : data;
    },
  };
}

/** Anything of a tenant that does not fit one transaction: uploads, downloads, event streams, answers made before. */
export function serves<O extends Operation>(
  op: O,
  run: (
    request: TenantRequest,
    input: Input<O>,
    replay: Replay,
  ) => Promise<DataOf<O> | FileAnswer | EventSource | PreparedAnswer>,
): Binding {
  return { kind: 'TENANT', op, run };
}

/** Public operations and those of a signed-in person without a tenant. */
export function answers<O extends Operation>(
  op: O,
  run: (request: OpenRequest, input: Input<O>) => Promise<DataOf<O> | FileAnswer>,
  { redact = [] }: Pick<ChangeOptions<O>, 'redact'> = {},
): Binding {
  return { kind: 'OPEN', op, redact, run };
}
