import { fieldOf } from '../platform/http/tenant.ts';

/** One of these has the form of any pattern that requests use. */
const forms = [
  'x',
  'abc',
  '00000000-0000-7000-8000-000000000001',
  '2026-02-01T00:00:00Z',
  '2026-02-01',
  'CVE-2026-12345',
  'EUR',
  '10.5',
  '#336699',
  'somebody@example.test',
  'https://example.test/',
  'ab'.repeat(32),
  'a long enough password 1',
  '123456',
  'data:image/png;base64,AAAA',
];

/**
 * The smallest value that a schema takes: required fields only.
 * @throws Error when no sample has the form of a pattern: add one to `forms`
 */
export function sampleOf(schema: unknown): unknown {
  const first = [fieldOf(schema, 'anyOf'), fieldOf(schema, 'enum')].find(Array.isArray);
  if (fieldOf(schema, 'anyOf') && first) return sampleOf(first[0]);
  if (first) return first[0];
  if (fieldOf(schema, 'const') !== undefined) return fieldOf(schema, 'const');
  switch (fieldOf(schema, 'type')) {
    case 'object':
      return sampleObject(schema);
    case 'array':
      return Array.from({ length: Number(fieldOf(schema, 'minItems') ?? 0) }, () =>
        sampleOf(fieldOf(schema, 'items')),
      );
    case 'integer':
    case 'number':
      return Number(fieldOf(schema, 'minimum') ?? 0);
    case 'boolean':
      return true;
    case 'string':
      return sampleText(schema);
    default:
      return null;
  }
}

function sampleObject(schema: unknown): Readonly<Record<string, unknown>> {
  const required = fieldOf(schema, 'required');
  const properties = fieldOf(schema, 'properties');
  const list = Array.isArray(required) ? required.map(String) : [];
  return Object.fromEntries(list.map((name) => [name, sampleOf(fieldOf(properties, name))]));
}

function sampleText(schema: unknown): string {
  const pattern = new RegExp(String(fieldOf(schema, 'pattern') ?? ''));
  const shortest = Number(fieldOf(schema, 'minLength') ?? 0);
  const longest = Number(fieldOf(schema, 'maxLength') ?? Number.POSITIVE_INFINITY);
  const found = forms.find((form) => pattern.test(form) && form.length >= shortest && form.length <= longest);
  if (found === undefined) throw new Error(`no sample for ${JSON.stringify(schema)}`);
  return found;
}
