/**
 * The query string of a page: flat, readable and stable, so that a link can be read aloud.
 * Lists are comma-separated (`severity=CRITICAL,HIGH`); what is empty is left out.
 */
export type SearchValues = Readonly<Record<string, unknown>>;

export function parseSearch(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(values: SearchValues): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    const text = asText(value);
    if (text !== '') params.set(name, text);
  }
  const query = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return query === '' ? '' : `?${query}`;
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',');
  if (typeof value === 'boolean') return value ? 'true' : '';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The words of `allowed` that the value names; undefined when there is none. */
export function readWords<const W extends string>(value: unknown, allowed: readonly W[]): W[] | undefined {
  const given = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  const known = allowed.filter((word) => given.includes(word));
  return known.length > 0 ? known : undefined;
}

export function readWord<const W extends string>(value: unknown, allowed: readonly W[]): W | undefined {
  return allowed.find((word) => word === value);
}

/** Text of at most `max` characters; undefined when empty. */
export function readText(value: unknown, max = 200): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).slice(0, max);
  return text === '' ? undefined : text;
}

export function readFlag(value: unknown): true | undefined {
  return value === true || value === 'true' ? true : undefined;
}

/** Drops the undefined fields, which exact optional types do not take. */
export function defined<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const out: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in values) {
    const value = values[key];
    if (isDefined(value)) out[key] = value;
  }
  return out;
}

function isDefined<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
