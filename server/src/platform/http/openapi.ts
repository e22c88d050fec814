import { errorStatus } from '../../kernel/errors.ts';
import type { Operation } from '../../kernel/operation.ts';
import { scopes } from '../../kernel/roles.ts';
import { isObject, type Json, type JsonObject, SchemaRegistry } from './openapi-schema.ts';
import { errorCodesOf } from './operation-errors.ts';

const base = '/api/v1';
const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

/** The OpenAPI 3.1 document of the operations. Pure; equal input gives equal bytes once it is stringified. */
export function openApiDocument(operations: readonly Operation[], version: string): JsonObject {
  const registry = new SchemaRegistry();
  const paths = pathsOf(operations, registry);
  return {
    openapi: '3.1.0',
    info: {
      title: 'CRP API',
      version,
      description:
        'Cyber-risk platform: scanner reports in, a scored register, dashboards and board packs out. Every answer is an ' +
        'envelope: `{"success": true, "data": …}` or `{"success": false, "error": …}`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map((op) => op.tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { ErrorCode: errorCodeSchema, ErrorEnvelope: errorEnvelope, ...registry.components() },
      parameters: {
        TenantId: tenantHeader,
        TenantIdInQuery: tenantQuery,
        IdempotencyKey: idempotencyHeader,
        IfMatch: ifMatchHeader,
      },
      responses: errorResponses(),
      headers: { ETag: etagHeader, RetryAfter: retryAfterHeader },
      securitySchemes,
    },
  };
}

const errorCodeSchema = { type: 'string', enum: Object.keys(errorStatus) };
const errorEnvelope = {
  type: 'object',
  required: ['success', 'error'],
  additionalProperties: false,
  properties: {
    success: { type: 'boolean', const: false },
    error: {
      type: 'object',
      required: ['status', 'code', 'message', 'requestId'],
      additionalProperties: false,
      properties: {
        status: { type: 'integer', description: 'HTTP status' },
        code: { $ref: '#/components/schemas/ErrorCode' },
        message: { type: 'string', description: 'Safe to show to an end user' },
        requestId: { type: 'string', description: 'What the operator finds the log by' },
        details: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            additionalProperties: false,
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
} as const;

const tenantHeader = {
  name: 'x-tenant-id',
  in: 'header',
  description: 'Tenant; a key implies its own, a session with one membership that one',
  schema: { type: 'string', format: 'uuid' },
};
const tenantQuery = {
  ...tenantHeader,
  name: 'tenantId',
  in: 'query',
  description: 'The same as x-tenant-id, and equal to it',
};
const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Kept 24 hours: the same key and request replays the first answer, another request is 422',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
const ifMatchHeader = {
  name: 'If-Match',
  in: 'header',
  description: 'ETag that was read; 412 when the record has changed since',
  schema: { type: 'string', maxLength: 40 },
};
const etagHeader = { description: 'Version of the record, in quotes', schema: { type: 'string' } };
const retryAfterHeader = { description: 'Seconds', schema: { type: 'integer' } };

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'crp_session', description: 'Set by POST /auth/sign-in' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'crp.<lookup>.<secret>' },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'crp.<lookup>.<secret>',
    description: `Scopes: ${scopes.join(', ')}`,
  },
};

function pathsOf(operations: readonly Operation[], registry: SchemaRegistry): JsonObject {
  const byPath = new Map<string, Operation[]>();
  for (const op of operations) byPath.set(op.path, [...(byPath.get(op.path) ?? []), op]);
  return Object.fromEntries(
    [...byPath.keys()].sort().map((path) => {
      const here = methods.flatMap((method) => byPath.get(path)?.filter((op) => op.method === method) ?? []);
      return [
        base + path,
        Object.fromEntries(here.map((op) => [op.method.toLowerCase(), write(op, registry)])),
      ];
    }),
  );
}

function write(op: Operation, registry: SchemaRegistry): JsonObject {
  const body = requestBody(op, registry);
  return {
    operationId: op.id,
    summary: op.summary,
    ...(op.description ? { description: op.description } : {}),
    tags: [op.tag],
    parameters: parametersOf(op, registry),
    ...(body ? { requestBody: body } : {}),
    responses: { [op.response.status]: success(op, registry), ...failures(op) },
    security: security(op),
    ...extensions(op),
  };
}

function parametersOf(op: Operation, registry: SchemaRegistry): readonly Json[] {
  const named = (schema: object, place: 'path' | 'query'): readonly Json[] => {
    const { properties, required } = schemaParts(schema);
    return Object.entries(properties).map(([name, value]) => {
      if (place === 'query' && name === 'tenantId')
        return { $ref: '#/components/parameters/TenantIdInQuery' };
      const written = isObject(value) ? registry.write(value) : {};
      const { description } = isObject(value) ? value : {};
      return {
        name,
        in: place,
        ...(place === 'path' || required.includes(name) ? { required: true } : {}),
        ...(typeof description === 'string' ? { description } : {}),
        schema: written,
      };
    });
  };
  const headers = [
    ...(op.access.kind === 'TENANT' ? ['TenantId'] : []),
    // Nobody is known whose key it would be.
    ...(op.method === 'GET' || op.access.kind === 'PUBLIC' ? [] : ['IdempotencyKey']),
    ...(op.method === 'PATCH' && isVersioned(op) ? ['IfMatch'] : []),
  ];
  return [
    ...named(op.params, 'path'),
    ...named(op.query, 'query'),
    ...headers.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function requestBody(op: Operation, registry: SchemaRegistry): JsonObject | undefined {
  if (op.method === 'GET' || op.method === 'DELETE') return undefined;
  const { required } = schemaParts(op.body);
  return {
    required: required.length > 0 || op.upload !== undefined,
    content: {
      'application/json': { schema: registry.write(op.body) },
      ...(op.upload ? { 'multipart/form-data': { schema: multipart(op, registry) } } : {}),
    },
  };
}

/** The JSON form without what the file stands for, and the file last, so that its fields are known when it streams. */
function multipart(op: Operation, registry: SchemaRegistry): JsonObject {
  const replaced = op.upload?.replaces ?? [];
  const written = registry.write(op.body);
  const { properties, required } = schemaParts(written);
  const fields = Object.entries(properties).filter(([name]) => !replaced.includes(name));
  return {
    type: 'object',
    additionalProperties: false,
    required: [...required.filter((name) => !replaced.includes(name)), 'file'],
    properties: {
      ...Object.fromEntries(fields),
      file: {
        type: 'string',
        format: 'binary',
        description: `${op.upload?.description ?? ''}; at most ${op.upload?.maxBytes ?? 0} bytes`,
      },
    },
  };
}

function success(op: Operation, registry: SchemaRegistry): JsonObject {
  const { response } = op;
  if (response.kind === 'EMPTY') return { description: 'Done' };
  if (response.kind === 'EVENTS') {
    return {
      description: 'Events',
      content: { 'text/event-stream': { schema: registry.write(response.data) } },
    };
  }
  if (response.kind === 'FILE') {
    const binary = { schema: { type: 'string', format: 'binary' } };
    return {
      description: 'The file',
      content: Object.fromEntries(response.contentTypes.map((type) => [type, binary])),
    };
  }
  return {
    description: successWords[response.status],
    ...(response.etag ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } } : {}),
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['success', 'data'],
          additionalProperties: false,
          properties: { success: { type: 'boolean', const: true }, data: registry.write(response.data) },
        },
      },
    },
  };
}

const successWords = {
  200: 'Success',
  201: 'Made',
  202: 'Taken; the work may go on in the background',
} as const;

/** One response per status, shared; which codes of that status an operation has stands in its `x-crp-errors`. */
function failures(op: Operation): JsonObject {
  const statuses = new Set(errorCodesOf(op).map((code) => errorStatus[code]));
  return Object.fromEntries(
    [...statuses].map((status) => [status, { $ref: `#/components/responses/Error${status}` }]),
  );
}

function errorResponses(): JsonObject {
  const statuses = [...new Set(Object.values(errorStatus))];
  return Object.fromEntries(
    statuses.map((status) => [
      `Error${status}`,
      {
        description: Object.entries(errorStatus)
          .flatMap(([code, its]) => (its === status ? [code] : []))
          .join(', '),
        ...(status === 429 || status === 503
          ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
          : {}),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorEnvelope' } } },
      },
    ]),
  );
}

function security({ access }: Operation): readonly Json[] {
  if (access.kind === 'PUBLIC') return [];
  if (access.kind !== 'TENANT' || access.key === 'SESSION_ONLY') return [{ session: [] }];
  return [{ session: [] }, { apiKey: [] }, { bearer: [] }];
}

function extensions(op: Operation): JsonObject {
  const { access, audit } = op;
  return {
    'x-crp-access': access.kind,
    ...('why' in access ? { 'x-crp-why': access.why } : {}),
    ...(access.kind === 'TENANT' ? { 'x-crp-roles': access.roles } : {}),
    ...(access.kind === 'TENANT' && access.key !== 'SESSION_ONLY' ? { 'x-crp-scope': access.key.scope } : {}),
    'x-crp-session-only':
      access.kind !== 'PUBLIC' && (access.kind !== 'TENANT' || access.key === 'SESSION_ONLY'),
    'x-crp-audit': 'none' in audit ? [] : audit,
    'x-crp-errors': errorCodesOf(op),
    ...(op.notBuilt ? { 'x-crp-not-built': true } : {}),
  };
}

function isVersioned({ response }: Operation): boolean {
  return response.kind === 'JSON' && response.etag === true;
}

function schemaParts(schema: object): { properties: JsonObject; required: readonly string[] } {
  const properties = 'properties' in schema && isObject(schema.properties) ? schema.properties : {};
  const required =
    'required' in schema && Array.isArray(schema.required)
      ? schema.required.filter((name) => typeof name === 'string')
      : [];
  return { properties, required };
}
