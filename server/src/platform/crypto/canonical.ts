import canonicalize from 'canonicalize';

/** Deeper values are a mistake or an attack; the walk below is recursive. */
const maxDepth = 100;

/**
 * RFC 8785 canonical JSON: one text for one value, so that hashes and signatures can be recomputed by anyone. A member that
 * is undefined is left out, as JSON does; everything else that JSON cannot hold is refused instead of being changed silently:
 * NaN, BigInt, functions, symbols, undefined in an array, dates, buffers, maps, sets, unpaired surrogates.
 * @throws TypeError that names the place, never the value
 */
export function canonicalJson(value: unknown): string {
  assertJson(value, '$', 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

function assertJson(value: unknown, path: string, depth: number): void {
  if (depth > maxDepth) throw new TypeError(`${path.slice(0, 100)}… is nested deeper than ${maxDepth}`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    assertText(value, path);
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${path} is not a finite number`);
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertJson(item, `${path}[${index}]`, depth + 1);
    return;
  }
  if (typeof value !== 'object') throw new TypeError(`${path} has type ${typeof value}`);
  if (!isPlain(value)) throw new TypeError(`${path} is not a plain object`);
  for (const [key, item] of Object.entries(value)) {
    assertText(key, path);
    if (item !== undefined) assertJson(item, `${path}.${key}`, depth + 1);
  }
}

function assertText(text: string, path: string): void {
  if (!text.isWellFormed()) throw new TypeError(`${path} holds an unpaired surrogate`);
}

/** Made by `{}`, a parser, or without a prototype: not an instance of anything. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}
