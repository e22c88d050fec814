/** Parts of a field's name, in lower case without separators, that make its value a secret wherever it stands. */
const secretNames = [
  'authorization',
  'cookie',
  'apikey',
  'accesskey',
  'masterkey',
  'privatekey',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'totp',
  'recoverycode',
  'credential',
  'databaseurl',
  'connectionstring',
] as const;

const censor = '[redacted]';
const maxDepth = 8;
/** Values in one record; what is beyond is cut, so that no object can make a log line long or slow. */
const maxValues = 1_000;
const maxTextLength = 8 * 1024;
const maxCauses = 4;

export type Fields = Record<string, unknown>;

/** A copy that JSON can hold, bounded in size, with secrets cut out by field name at any depth. */
export function redactFields(fields: object): Fields {
  return copyFields(fields, { depth: 0, budget: { left: maxValues } });
}

export function isSecretName(name: string): boolean {
  const known = judged.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const secret = secretNames.some((part) => plain.includes(part));
  if (judged.size < maxJudged) judged.set(name, secret);
  return secret;
}

/** A program logs few names, again and again. Bounded, because a name may come from data. */
const judged = new Map<string, boolean>();
const maxJudged = 500;

interface Place {
  readonly depth: number;
  readonly budget: { left: number };
}

function copyFields(fields: object, place: Place): Fields {
  const copy: Fields = {};
  for (const name of Object.keys(fields)) {
    if (place.budget.left <= 0) {
      copy['…'] = 'cut';
      break;
    }
    const value = read(fields, name);
    // Whether there is one is no secret: `hasPassword: true`.
    const tells = isSecretName(name) && value !== null && value !== undefined && typeof value !== 'boolean';
    const kept = tells ? censor : copyValue(value, place);
    // Assigning to this one name would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: kept, enumerable: true });
    else copy[name] = kept;
  }
  return copy;
}

/** A getter may throw; the line is worth more than the field. */
function read(fields: object, name: string): unknown {
  try {
    return Reflect.get(fields, name);
  } catch {
    return '[unreadable]';
  }
}

function copyValue(value: unknown, { depth, budget }: Place): unknown {
  budget.left -= 1;
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return errorFields(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Date || value instanceof URL) return value.toJSON();
  if (depth >= maxDepth) return '[deeper]';
  const inner = { depth: depth + 1, budget };
  if (Array.isArray(value)) {
    const items = value.slice(0, Math.max(0, budget.left)).map((item) => copyValue(item, inner));
    return items.length < value.length ? [...items, `… ${value.length - items.length} more`] : items;
  }
  return isPlain(value) ? copyFields(value, inner) : `[${value.constructor.name}]`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

/** What an operator needs of an error: kind, message, stack, and the same of what caused it. Other fields may hold data. */
function errorFields(error: Error, causes = 0): Fields {
  const code = 'code' in error && typeof error.code === 'string' ? { code: cut(error.code) } : {};
  const internal =
    'internal' in error && typeof error.internal === 'string' ? { internal: cut(error.internal) } : {};
  const inner =
    error.cause instanceof Error && causes < maxCauses ? { cause: errorFields(error.cause, causes + 1) } : {};
  return {
    type: error.name,
    message: cut(error.message),
    ...code,
    ...internal,
    stack: cut(error.stack ?? ''),
    ...inner,
  };
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}… (${text.length} characters)` : text;
}

/** Secrets that are known by their form, wherever they stand in a line: in messages, addresses, stacks. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/crp\.[A-Za-z0-9]{4,64}\.[A-Za-z0-9_-]{8,512}/g, `crp.${censor}`],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${censor}`],
  [/(crp_session=)[^;\s"\\]+/gi, `$1${censor}`],
  [/(:\/\/[^\s:/@"\\]{0,100}:)[^\s@"\\/]+@/g, `$1${censor}@`],
  [/([?&#][a-z_-]{0,40}(?:token|secret|password|signature|code|key)=)[^&\s"\\#]+/gi, `$1${censor}`],
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,10000}?-----END/g, `${censor}-----END`],
];

/** Characters above ASCII that move a cursor, end a line or turn the writing direction; JSON itself escapes those below. */
const unsafeCharacters = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Something of what every form above and every unsafe character has: one pass for the many lines that have none of it. */
const suspicious = /crp[._]|bearer|basic|:\/\/|[?&#]|PRIVATE|[\u007f-\uffff]/i;

/** The last step before a line is written: nothing shaped like a secret leaves, and nothing that a terminal would obey. */
export function scrubLine(line: string): string {
  if (!suspicious.test(line)) return line;
  let text = line;
  for (const [form, replacement] of secretForms) text = text.replace(form, replacement);
  return text.replace(
    unsafeCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
