import type { Static, TSchema } from 'typebox';
import Type from 'typebox';
import type { ErrorCode } from './errors.ts';
import type { Role, Scope } from './roles.ts';
import { uuid } from './schema.ts';

/**
 * One value per endpoint (house rule 1). Validation, serialisation, OpenAPI, SDK, authorization probes and docs all
 * derive from it. It has no handler: `routes.ts` binds one, so that the contract can be read without the service.
 */
export interface Operation<
  Params extends TSchema = TSchema,
  Query extends TSchema = TSchema,
  Body extends TSchema = TSchema,
  Data extends TSchema = TSchema,
> {
  /** camelCase verb and noun; name of the SDK method and of the tool. Unique. */
  readonly id: string;
  readonly method: Method;
  /** Below `/api/v1`, parameters as `{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Group in the documentation; the module's name. */
  readonly tag: string;
  readonly access: Access;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** JSON unless `upload` or `file` says otherwise. */
  readonly response: ResponseSpec<Data>;
  /** Beyond those that every operation may answer (`commonErrors`). */
  readonly errors: readonly ErrorCode[];
  /** Audit event types the operation may append. Every mutation names at least one or says why none. */
  readonly audit: readonly string[] | { readonly none: string };
  /** Body is a stream the handler reads itself: multipart or raw. The JSON `body` schema is the alternative form. */
  readonly upload?: {
    readonly maxBytes: number;
    readonly description: string;
    /** Fields of the JSON form that the file stands for; the multipart form has the others as fields. */
    readonly replaces?: readonly string[];
  };
  /** Part of the published API, not built yet: answers 501 NOT_BUILT. The list may only shrink. */
  readonly notBuilt?: true;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export type Access =
  /** No caller needed. `why` is read in review. */
  | { readonly kind: 'PUBLIC'; readonly why: string }
  /** Any signed-in person, no tenant: the session itself. */
  | { readonly kind: 'SIGNED_IN'; readonly why: string }
  /** Operators of the deployment. */
  | { readonly kind: 'PLATFORM' }
  /** A member of the tenant with one of the roles; a key also needs the scope. `session`: keys are refused. */
  | {
      readonly kind: 'TENANT';
      readonly roles: readonly Role[];
      readonly key: { readonly scope: Scope } | 'SESSION_ONLY';
    };

export type ResponseSpec<Data extends TSchema = TSchema> =
  | { readonly kind: 'JSON'; readonly status: 200 | 201 | 202; readonly data: Data; readonly etag?: true }
  | { readonly kind: 'EMPTY'; readonly status: 204; readonly data: Data }
  | {
      readonly kind: 'FILE';
      readonly status: 200;
      readonly contentTypes: readonly string[];
      readonly data: Data;
    }
  | { readonly kind: 'EVENTS'; readonly status: 200; readonly data: Data };

/** Every operation may answer these; they are not repeated in `errors`. */
export const commonErrors = [
  'VALIDATION_FAILED',
  'RATE_LIMITED',
  'INTERNAL',
  'UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

const none = Type.Object({}, { additionalProperties: false });
export type None = typeof none;

interface OperationInput<P extends TSchema, Q extends TSchema, B extends TSchema, D extends TSchema>
  extends Omit<Operation<P, Q, B, D>, 'params' | 'query' | 'body' | 'errors' | 'audit'> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly errors?: readonly ErrorCode[];
  readonly audit?: Operation['audit'];
}

/** Defines an endpoint. Parts that are left out accept nothing: an unknown query parameter or body field is refused. */
export function operation<
  P extends TSchema = None,
  Q extends TSchema = None,
  B extends TSchema = None,
  D extends TSchema = None,
>(input: OperationInput<P, Q, B, D>): Operation<P, Q, B, D>;
export function operation(input: OperationInput<TSchema, TSchema, TSchema, TSchema>): Operation {
  if (input.method !== 'GET' && !input.audit)
    throw new Error(`${input.id}: a mutation names its audit events`);
  const inTenant = input.access.kind === 'TENANT';
  const query = input.query ?? none;
  const body = input.body ?? none;
  return {
    ...input,
    params: input.params ?? none,
    query: inTenant ? withTenantId(query) : query,
    body: inTenant && (input.method === 'POST' || input.method === 'PATCH') ? withTenantId(body) : body,
    errors: input.errors ?? [],
    audit: input.audit ?? { none: 'reads only' },
  };
}

/**
 * Query and body may name the tenant as well as the header does, and must agree with it (TENANT_MISMATCH). Handlers
 * take the tenant from `ctx`, so the field stands in the schema and not in the handler's type.
 */
function withTenantId(schema: TSchema): TSchema {
  if (Type.IsUnion(schema)) return Type.Union(schema.anyOf.map(withTenantId));
  if (!Type.IsObject(schema)) return schema;
  const { properties, required: _, ...options } = schema;
  return Type.Object({ ...properties, tenantId: Type.Optional(uuid) }, options);
}

export type ParamsOf<O extends Operation> = Static<O['params']>;
export type QueryOf<O extends Operation> = Static<O['query']>;
export type BodyOf<O extends Operation> = Static<O['body']>;
export type DataOf<O extends Operation> = Static<O['response']['data']>;

/** Answers with `data` in the success envelope. */
export function json<D extends TSchema>(data: D, status: 200 | 201 | 202 = 200): ResponseSpec<D> {
  return { kind: 'JSON', status, data };
}

/** As `json`, with an ETag made from the data's `version`; PATCH then honours If-Match. */
export function versioned<D extends TSchema>(data: D, status: 200 | 201 = 200): ResponseSpec<D> {
  return { kind: 'JSON', status, data, etag: true };
}

export function file(...contentTypes: string[]): ResponseSpec<None> {
  return { kind: 'FILE', status: 200, contentTypes, data: none };
}

export function tenantRead(roles: readonly Role[], scope: Scope): Access {
  return { kind: 'TENANT', roles, key: { scope } };
}

/** The same value as `tenantRead`; the name tells the reader that state changes. */
export const tenantWrite = tenantRead;

export function sessionOnly(roles: readonly Role[]): Access {
  return { kind: 'TENANT', roles, key: 'SESSION_ONLY' };
}
