import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { json, operation } from '../../kernel/operation.ts';
import { nullable, shape, strict, string } from '../../kernel/schema.ts';
import { openApiDocument } from './openapi.ts';
import { SchemaRegistry } from './openapi-schema.ts';
import { loadOperations } from './operations.ts';

const operations = await loadOperations();

describe('the OpenAPI document', () => {
  it('is the committed one; run: npm run gen', () => {
    const path = join(import.meta.dirname, '../../../openapi.json');
    const text = `${JSON.stringify(openApiDocument(operations, '0.1.0'), null, 2)}\n`;
    expect(text === readFileSync(path, 'utf8')).toBe(true);
  });

  it('has the same bytes whatever the order of the operations', () => {
    const backwards = [...operations].reverse();
    expect(JSON.stringify(openApiDocument(backwards, '1')).length).toBe(
      JSON.stringify(openApiDocument(operations, '1')).length,
    );
    expect(JSON.stringify(openApiDocument(operations, '1'))).toBe(
      JSON.stringify(openApiDocument(backwards, '1')),
    );
  });

  it('refers only to components that it has', () => {
    const document = openApiDocument(operations, '1');
    const text = JSON.stringify(document);
    const refs = new Set([...text.matchAll(/"#\/([^"]+)"/g)].map((match) => match[1] ?? ''));
    expect(refs.size).toBeGreaterThan(100);
    expect([...refs].filter((ref) => valueAt(document, ref.split('/')) === undefined)).toEqual([]);
  });

  it('says which role, scope, session, audit events and codes an operation has', () => {
    const document = openApiDocument(operations, '1');
    expect(
      valueAt(document, ['paths', '/api/v1/report-ingestion/jobs/{jobId}/finalize', 'post']),
    ).toMatchObject({
      operationId: 'finalizeIngestionJob',
      security: [{ session: [] }],
      'x-crp-roles': ['WORKSPACE_ADMIN'],
      'x-crp-session-only': true,
      'x-crp-audit': expect.arrayContaining(['ingestion-job.finalized']),
      'x-crp-errors': expect.arrayContaining(['GATE_REFUSED', 'SESSION_REQUIRED', 'CSRF_REJECTED']),
    });
    expect(valueAt(document, ['paths', '/api/v1/dashboard/summary', 'get'])).toMatchObject({
      security: [{ session: [] }, { apiKey: [] }, { bearer: [] }],
      'x-crp-scope': 'read:dashboard',
    });
  });

  it('offers an upload as JSON and as a form whose file comes last', () => {
    const body = ['paths', '/api/v1/report-ingestion/jobs', 'post', 'requestBody', 'content'];
    const document = openApiDocument(operations, '1');
    const form = valueAt(document, [...body, 'multipart/form-data', 'schema']);
    expect(Object.keys(Object(valueAt(form, ['properties']))).at(-1)).toBe('file');
    expect(valueAt(form, ['required'])).toEqual(['scopeKey', 'file']);
    expect(valueAt(form, ['properties', 'payload'])).toBeUndefined();
    expect(
      valueAt(document, [...body, 'application/json', 'schema', 'properties', 'payloadBase64']),
    ).toBeDefined();
  });
});

describe('named schemas', () => {
  it('become components, wherever they stand', () => {
    const registry = new SchemaRegistry();
    const thing = shape('Thing', { name: string });
    const written = registry.write(
      strict({ one: thing, many: Type.Array(thing), none: Type.Optional(nullable(thing)) }),
    );
    const ref = { $ref: '#/components/schemas/Thing' };
    expect(written.properties).toEqual({
      one: ref,
      many: { type: 'array', items: ref },
      none: { anyOf: [ref, { type: 'null' }] },
    });
    expect(Object.keys(registry.components())).toEqual(['Thing']);
  });

  it('cannot share a name', () => {
    const registry = new SchemaRegistry();
    registry.write(shape('Thing', { name: string }));
    expect(() => registry.write(shape('Thing', { title: string }))).toThrow(
      'two different schemas are called Thing',
    );
  });

  it('write a nullable scalar as a type list', () => {
    expect(new SchemaRegistry().write(nullable(Type.String({ maxLength: 3 })))).toEqual({
      type: ['string', 'null'],
      maxLength: 3,
    });
  });
});

describe('operation()', () => {
  const access = { kind: 'PUBLIC', why: 'a test that reads nothing' } as const;

  it('refuses a mutation that names no audit events', () => {
    const make = () =>
      operation({
        id: 'x',
        method: 'POST',
        path: '/x',
        summary: 'x',
        tag: 'x',
        access,
        response: json(strict({})),
      });
    expect(make).toThrow('names its audit events');
  });

  it('adds tenantId to query and body of what belongs to a tenant, and to nothing else', () => {
    const tenantOp = operations.find((op) => op.id === 'createAsset');
    const publicOp = operations.find((op) => op.id === 'signIn');
    expect(tenantOp?.body).toHaveProperty('properties.tenantId');
    expect(publicOp?.body).not.toHaveProperty('properties.tenantId');
  });
});

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt(Object.getOwnPropertyDescriptor(value, step)?.value, rest);
}
