/** JSON of an OpenAPI document. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };

/**
 * Collects the named schemas (those with a `title`) while schemas are written into the document.
 * The same title on two different schemas is a mistake and throws.
 */
export class SchemaRegistry {
  readonly #components = new Map<string, { readonly source: string; readonly schema: JsonObject }>();

  /** The schema as OpenAPI 3.1 has it: named ones by reference, nullable scalars as a type list. */
  write(schema: object): JsonObject {
    const source: unknown = JSON.parse(JSON.stringify(schema));
    if (!isObject(source)) throw new Error('a schema is an object');
    return this.#write(source);
  }

  components(): JsonObject {
    const names = [...this.#components.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, this.#components.get(name)?.schema]));
  }

  #write(schema: JsonObject): JsonObject {
    const { title, ...rest } = schema;
    if (typeof title !== 'string') return this.#plain(schema);
    const source = JSON.stringify(rest);
    const known = this.#components.get(title);
    if (known && known.source !== source) throw new Error(`two different schemas are called ${title}`);
    if (!known) this.#components.set(title, { source, schema: this.#plain(rest) });
    return { $ref: `#/components/schemas/${title}` };
  }

  #plain(schema: JsonObject): JsonObject {
    const { anyOf, properties, items, patternProperties, ...rest } = schema;
    const written: JsonObject = {
      ...rest,
      ...(isArray(anyOf) ? { anyOf: anyOf.filter(isObject).map((one) => this.#write(one)) } : {}),
      ...(isObject(properties) ? { properties: this.#each(properties) } : {}),
      ...(isObject(items) ? { items: this.#write(items) } : {}),
      ...(isObject(patternProperties) ? this.#record(patternProperties) : {}),
    };
    return typedEnum(nullableScalar(written));
  }

  #each(properties: JsonObject): JsonObject {
    return Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, isObject(value) ? this.#write(value) : value]),
    );
  }

  /** A record: any name, or names of one pattern. */
  #record(patternProperties: JsonObject): JsonObject {
    const [pattern, value] = Object.entries(patternProperties)[0] ?? [];
    const values = isObject(value) ? this.#write(value) : {};
    if (pattern === '^.*$' || pattern === undefined) return { additionalProperties: values };
    return { propertyNames: { pattern }, additionalProperties: values };
  }
}

function nullableScalar(schema: JsonObject): JsonObject {
  const { anyOf, ...rest } = schema;
  if (!isArray(anyOf) || anyOf.length !== 2) return schema;
  const [value, nothing] = anyOf;
  if (!isObject(value) || !isObject(nothing) || nothing.type !== 'null') return schema;
  if (typeof value.type !== 'string' || value.type === 'object' || value.type === 'array') return schema;
  const { type, enum: words, ...bounds } = value;
  return { type: [type, 'null'], ...(isArray(words) ? { enum: [...words, null] } : {}), ...bounds, ...rest };
}

function typedEnum(schema: JsonObject): JsonObject {
  if (!isArray(schema.enum) || schema.type !== undefined) return schema;
  return schema.enum.every((word) => typeof word === 'string') ? { type: 'string', ...schema } : schema;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
