import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { AppError } from '../../kernel/errors.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { Caller } from '../db/ctx.ts';
import type { Transactor } from '../db/transactor.ts';
import { credentialsOf } from './credentials.ts';
import { assertNotCrossSite, assertSameOrigin } from './csrf.ts';
import { sendEvents } from './events.ts';
import { isFileAnswer, sendFile } from './files.ts';
import type { Binding, EventSource, Input, TenantRequest } from './handler.ts';
import { replayForPerson } from './person-replay.ts';
import { PreparedAnswer, sendPrepared } from './prepared.ts';
import type { Authenticator, Principal } from './principal.ts';
import type { Refusals } from './refusals.ts';
import { replayFor } from './replay.ts';
import { authorize, fieldOf, namedTenant, unauthenticated } from './tenant.ts';
import { assertWellFormed } from './well-formed.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `bind` once the credential was looked up. */
    admitted: Admitted | null;
  }
}

export interface BindOptions {
  readonly authenticator: Authenticator;
  readonly transactor: Transactor;
  readonly ownOrigins: ReadonlySet<string>;
  readonly refusals: Refusals;
  /** Of HMACs over requests. */
  readonly digestKey: Buffer;
}

export const apiBase = '/api/v1';

/** Turns an operation and its handler into a route: credentials, tenant, role, scope, CSRF, validation, replay, envelope. */
export function bind(app: FastifyInstance, binding: Binding, options: BindOptions): void {
  const { op } = binding;
  // A field of every request and no WeakMap: each entry of one costs the garbage collector more than the request itself.
  if (!app.hasRequestDecorator('admitted')) app.decorateRequest('admitted', null);
  const adapt = inputAdapter(op);
  app.route({
    method: op.method,
    url: apiBase + op.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: routeSchema(op),
    ...(op.upload ? { bodyLimit: jsonUploadLimit } : {}),
    config: { operationId: op.id },
    // Before the body is read: a stranger's upload must not cost a parse.
    onRequest: async (request) => {
      request.admitted = { principal: await identify(request, op, options), caller: null };
    },
    preValidation: (request, _reply, done) => {
      // Before validation, so that a stranger learns nothing of the schema's inner checks and foreign equals missing.
      const { principal } = request.admitted ?? nobody;
      if (op.access.kind === 'TENANT')
        request.admitted = { principal, caller: admit(request, op, principal, options.refusals) };
      adapt(request);
      if (!request.isMultipart()) assertWellFormed(request.body);
      // No body is an object without fields: a step that needs none can be asked for without one.
      if (request.body === undefined || request.body === null) request.body = {};
      done();
    },
    handler: async (request, reply) => {
      const answer = await run({ request, reply, binding, options, ...(request.admitted ?? nobody) });
      return send({ op, request, reply, answer });
    },
  });
}

/** As `authorize`; whoever is known and refused is noted. */
function admit(
  request: FastifyRequest,
  op: Operation,
  principal: Principal | null,
  refusals: Refusals,
): Caller {
  try {
    return authorize(request, op, principal);
  } catch (error) {
    if (principal && error instanceof AppError && error.status === 403) {
      const { ip: address, id: requestId } = request;
      refusals.note({ op, principal, error, tenantId: namedTenant(request), address, requestId });
    }
    throw error;
  }
}

const jsonUploadLimit = 16 * 1024 * 1024;

async function identify(
  request: FastifyRequest,
  op: Operation,
  { authenticator, ownOrigins }: BindOptions,
): Promise<Principal | null> {
  if (op.access.kind === 'PUBLIC') {
    if (op.method !== 'GET') assertNotCrossSite(request, ownOrigins);
    return null;
  }
  const credentials = credentialsOf(request);
  const principal = await authenticator.authenticate(credentials);
  if (!principal) throw unauthenticated();
  if (principal.kind === 'SESSION' && op.method !== 'GET') assertSameOrigin(request, ownOrigins);
  if (op.access.kind === 'TENANT') return principal;
  if (principal.kind !== 'SESSION')
    throw new AppError('SESSION_REQUIRED', 'This needs a signed-in person; API keys cannot do it.');
  if (op.access.kind === 'PLATFORM' && !principal.platformAdmin)
    throw new AppError('FORBIDDEN', 'Only platform administrators may do this.');
  return principal;
}

/**
 * Brings a request's input to the form that its schema describes. Requests carry the tenant in any of three places, and schemas
 * that do not name the field never see it; `severity=HIGH,LOW` is the same as `severity=HIGH&severity=LOW`.
 */
function inputAdapter(op: Operation): (request: FastifyRequest) => void {
  const queryNamesTenant = fieldOf(fieldOf(op.query, 'properties'), 'tenantId') !== undefined;
  const bodyNamesTenant = fieldOf(fieldOf(op.body, 'properties'), 'tenantId') !== undefined;
  const properties = fieldOf(op.query, 'properties') ?? {};
  const lists = Object.entries(properties).flatMap(([name, schema]) =>
    fieldOf(schema, 'type') === 'array' ? [name] : [],
  );
  return ({ query, body }) => {
    if (!queryNamesTenant) dropTenantField(query);
    if (!bodyNamesTenant) dropTenantField(body);
    if (typeof query !== 'object' || query === null) return;
    for (const name of lists) {
      const value = fieldOf(query, name);
      if (typeof value === 'string') Reflect.set(query, name, value.split(','));
    }
  };
}

function dropTenantField(value: unknown): void {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'tenantId'))
    Reflect.deleteProperty(value, 'tenantId');
}

/** Who asks, and once the tenant is settled, in whose name. */
interface Admitted {
  readonly principal: Principal | null;
  readonly caller: Caller | null;
}

const nobody: Admitted = { principal: null, caller: null };

interface Run extends Admitted {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly binding: Binding;
  readonly options: BindOptions;
}

async function run({ request, reply, binding, options, principal, caller }: Run): Promise<unknown> {
  const input: Input<Operation> = {
    params: request.params,
    query: request.query,
    body: request.body ?? {},
    ifMatch: ifMatchOf(request),
  };
  const { transactor, digestKey } = options;
  if (binding.kind === 'OPEN') {
    const { ip: address, id: requestId } = request;
    const { op, redact } = binding;
    return replayForPerson({ op, redact, principal, http: request, input, transactor, digestKey }, () =>
      binding.run({ principal, transactor, address, requestId, http: request, reply }, input),
    );
  }
  if (!principal || !caller) throw unauthenticated();
  const tenantRequest = tenantRequestOf({
    request,
    reply,
    transactor,
    principal,
    caller,
  });
  return binding.run(tenantRequest, input, replayFor(binding.op, tenantRequest, input));
}

interface TenantParts {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly transactor: Transactor;
  readonly principal: Principal;
  readonly caller: Caller;
}

function tenantRequestOf({ request, reply, transactor, principal, caller }: TenantParts): TenantRequest {
  let signal: AbortSignal | undefined;
  return {
    caller,
    principal,
    read: (work) => transactor.read(caller, work),
    write: (work) => transactor.write(caller, work),
    // Made when asked for: few handlers do, and aborting one costs more than the rest of a small request.
    get signal() {
      signal ??= closeSignal(reply);
      return signal;
    },
    http: request,
  };
}

function closeSignal({ raw }: FastifyReply): AbortSignal {
  const abort = new AbortController();
  if (raw.destroyed) abort.abort();
  else raw.once('close', () => abort.abort());
  return abort.signal;
}

function ifMatchOf(request: FastifyRequest): number | undefined {
  const value = request.headers['if-match'];
  if (value === undefined || value === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(value)?.[1];
  if (version === undefined)
    throw new AppError('PRECONDITION_FAILED', 'If-Match: send the ETag that you read, for example "3".');
  return Number(version);
}

interface Send {
  readonly op: Operation;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly answer: unknown;
}

function send({ op, request, reply, answer }: Send): unknown {
  const { response } = op;
  if (answer instanceof PreparedAnswer) return sendPrepared(request, reply, answer);
  if (response.kind === 'FILE') {
    if (!isFileAnswer(answer)) throw new Error(`${op.id} must answer with a file`);
    return sendFile(reply, answer);
  }
  if (response.kind === 'EVENTS') {
    if (!isEventSource(answer)) throw new Error(`${op.id} must answer with events`);
    return sendEvents(request, reply, answer);
  }
  if (response.kind === 'EMPTY') return reply.code(204).send();
  const version = fieldOf(answer, 'version');
  if (response.etag && typeof version === 'number') void reply.header('etag', `"${version}"`);
  return reply.code(response.status).send({ success: true, data: answer });
}

function isEventSource(answer: unknown): answer is EventSource {
  return typeof answer === 'function';
}

function routeSchema(op: Operation) {
  const hasBody = op.method !== 'GET' && op.method !== 'DELETE' && !op.upload;
  return {
    params: op.params,
    querystring: op.query,
    ...(hasBody ? { body: op.body } : {}),
    ...(op.response.kind === 'JSON'
      ? {
          response: {
            [op.response.status]: Type.Object({ success: Type.Literal(true), data: op.response.data }),
          },
        }
      : {}),
  };
}
