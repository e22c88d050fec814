import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { errorStatus } from '../kernel/errors.ts';
import type { Operation } from '../kernel/operation.ts';
import { isScope } from '../kernel/roles.ts';
import { strict } from '../kernel/schema.ts';
import { loadOperations } from '../platform/http/operations.ts';

const operations = await loadOperations();
const mutations = operations.filter((op) => op.method !== 'GET');

/** Bodies of another product that are kept as they come, under a cap on their size. */
const openRequests = ['receiveJiraCallback', 'simulateIntegrationRule'];

describe('every operation', () => {
  it('has an id in camelCase that starts with a verb, and no other has it', () => {
    const ids = operations.map((op) => op.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+[A-Z0-9][A-Za-z0-9]*$/.test(id))).toEqual([]);
  });

  it('has a path of hyphenated words, with its parameters declared, each ending in Id or Code', () => {
    const segment = /^([a-z][a-z0-9-]*|\{[a-z][A-Za-z]*(Id|Code)\})$/;
    const wrong = operations.filter(
      (op) =>
        !op.path
          .slice(1)
          .split('/')
          .every((part) => segment.test(part)),
    );
    expect(wrong.map((op) => op.path)).toEqual([]);
    for (const op of operations) {
      const inPath = [...op.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(propertiesOf(op.params)), op.id).toEqual(inPath);
    }
  });

  it('has a one-line summary without a full stop', () => {
    const wrong = operations.filter(
      (op) => op.summary.length > 90 || /[.\n]$/.test(op.summary) || op.summary === '',
    );
    expect(wrong.map((op) => op.id)).toEqual([]);
  });

  it('says who may call it; a public one says why', () => {
    for (const { id, access } of operations) {
      if (access.kind === 'PUBLIC' || access.kind === 'SIGNED_IN')
        expect(access.why.length, id).toBeGreaterThan(10);
      if (access.kind === 'TENANT') expect(access.roles.length, id).toBeGreaterThan(0);
      if (access.kind === 'TENANT' && access.key !== 'SESSION_ONLY')
        expect(isScope(access.key.scope), id).toBe(true);
    }
  });

  it('answers only with known codes', () => {
    for (const op of operations)
      for (const code of op.errors) expect(errorStatus, op.id).toHaveProperty(code);
  });

  it('says NOT_FOUND when its path has an id of a record', () => {
    const wrong = operations.filter((op) => op.path.includes('{') && !op.errors.includes('NOT_FOUND'));
    expect(wrong.map((op) => op.id)).toEqual([]);
  });

  it('takes limit and cursor when it answers with pages, and no list is without a page', () => {
    for (const op of operations) {
      const data = propertiesOf(op.response.data);
      if ('page' in data)
        expect(Object.keys(propertiesOf(op.query)), op.id).toEqual(
          expect.arrayContaining(['limit', 'cursor']),
        );
      if (op.id.startsWith('list')) expect(Object.keys(data), op.id).toEqual(['items', 'page']);
    }
  });
});

describe('a mutation', () => {
  it.each(mutations.map((op) => [op.id, op] as const))(
    '%s names its audit events, or says why none',
    (_id, op) => {
      if ('none' in op.audit) return expect(op.audit.none.length).toBeGreaterThan(10);
      expect(op.audit.length).toBeGreaterThan(0);
      for (const type of op.audit) expect(type).toMatch(/^[a-z][a-z-]*\.[a-z][a-z-]*$/);
    },
  );

  it('is never open to an auditor, who changes nothing', () => {
    const open = mutations.filter(
      (op) => !('none' in op.audit) && op.access.kind === 'TENANT' && op.access.roles.includes('AUDITOR'),
    );
    expect(open.map((op) => op.id).sort()).toEqual(['createApiKey', 'revokeApiKey']);
  });

  it('of a tenant takes the tenant in query and body too', () => {
    for (const op of mutations) {
      if (op.access.kind !== 'TENANT' || op.id === 'receiveJiraCallback') continue;
      expect(propertiesOf(op.query), op.id).toHaveProperty('tenantId');
      if (op.method !== 'DELETE') expect(propertiesOf(op.body), op.id).toHaveProperty('tenantId');
    }
  });
});

describe('schemas', () => {
  it.each(operations.map((op) => [op.id, op] as const))('of %s are closed', (_id, op) => {
    for (const schema of partsOf(op)) expect(openObjects(schema, op.id)).toEqual([]);
  });

  it.each(operations.map((op) => [op.id, op] as const))(
    'of %s bound every string and array of a request',
    (id, op) => {
      const unbounded = [op.params, op.query, op.body].flatMap((schema) => unboundedIn(schema, id));
      expect(unbounded.filter((path) => !openRequests.some((open) => path.startsWith(open)))).toEqual([]);
    },
  );

  it('are searched to the bottom by the two checks above', () => {
    const loose = Type.Object({
      a: Type.Array(Type.Object({ b: Type.Union([Type.String(), Type.Null()]) })),
    });
    expect(unboundedIn(loose, 'x')).toEqual(['x.a', 'x.a.[].b.anyOf0']);
    expect(openObjects(asSchema(loose), 'x')).toEqual(['x', 'x.a.[]']);
    expect(
      unboundedIn(
        strict({ hex: Type.String({ pattern: '^[a-f]{4}$' }), any: Type.String({ pattern: '^a+$' }) }),
        'x',
      ),
    ).toEqual(['x.any']);
  });

  it('that share a title are the same schema', () => {
    const seen = new Map<string, string>();
    const visit = (schema: Schema): void => {
      if (typeof schema.title === 'string') {
        const text = JSON.stringify(schema);
        expect(seen.get(schema.title) ?? text, schema.title).toBe(text);
        seen.set(schema.title, text);
      }
      for (const [, child] of childrenOf(schema)) visit(child);
    };
    for (const op of operations) for (const schema of partsOf(op)) visit(schema);
    expect(seen.size).toBeGreaterThan(100);
  });
});

type Schema = Readonly<Record<string, unknown>>;

function partsOf(op: Operation): Schema[] {
  return [op.params, op.query, op.body, op.response.data].map(asSchema);
}

function asSchema(value: unknown): Schema {
  const plain: unknown = JSON.parse(JSON.stringify(value));
  if (!isSchema(plain)) throw new Error('not a schema');
  return plain;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function propertiesOf(schema: object): Schema {
  return 'properties' in schema && isSchema(schema.properties) ? schema.properties : {};
}

function childrenOf(schema: Schema): [string, Schema][] {
  const named = [schema.properties, schema.patternProperties]
    .filter(isSchema)
    .flatMap((group) => Object.entries(group));
  const union = Array.isArray(schema.anyOf)
    ? schema.anyOf.map((one, index): [string, unknown] => [`anyOf${index}`, one])
    : [];
  const items: [string, unknown] = ['[]', schema.items];
  return [...named, ...union, items].flatMap(([name, child]) =>
    isSchema(child) ? [[name, child] satisfies [string, Schema]] : [],
  );
}

/** Objects that let unknown fields through; a record says so by `patternProperties`. */
function openObjects(schema: Schema, path: string): string[] {
  const open = schema.type === 'object' && !schema.patternProperties && schema.additionalProperties !== false;
  return [
    ...(open ? [path] : []),
    ...childrenOf(schema).flatMap(([name, child]) => openObjects(child, `${path}.${name}`)),
  ];
}

function unboundedIn(schema: object, path: string): string[] {
  const plain = asSchema(schema);
  const here = isUnbounded(plain) ? [path] : [];
  return [...here, ...childrenOf(plain).flatMap(([name, child]) => unboundedIn(child, `${path}.${name}`))];
}

function isUnbounded(schema: Schema): boolean {
  if (schema.enum !== undefined || schema.const !== undefined || schema.anyOf !== undefined) return false;
  if (schema.type === 'array') return schema.maxItems === undefined;
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum === undefined;
  if (schema.type === 'object')
    return schema.patternProperties !== undefined && schema.maxProperties === undefined;
  if (schema.type !== 'string') return schema.type !== 'boolean' && schema.type !== 'null';
  return schema.maxLength === undefined && !hasFixedLength(schema.pattern);
}

/** Anchored at both ends and without an open repeat outside character classes. */
function hasFixedLength(pattern: unknown): boolean {
  if (typeof pattern !== 'string' || !pattern.startsWith('^') || !pattern.endsWith('$')) return false;
  return !/[*+]|\{\d+,\}/.test(pattern.replaceAll(/\\.|\[[^\]]*\]/g, 'x'));
}
