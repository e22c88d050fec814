import type { JsonValue } from '../readers/json/value.ts';

const shownAtEachEnd = 2;
const minLengthToShowEnds = 12;

/**
 * A secret as it may be kept: two characters at each end and its length, or nothing of it when it is short. Enough for its
 * owner to know which one it is, useless to anyone else.
 */
export function maskedSecret(secret: string): string {
  const text = secret.trim();
  if (text.length < minLengthToShowEnds) return `*** (${text.length} characters)`;
  return `${text.slice(0, shownAtEachEnd)}***${text.slice(-shownAtEachEnd)} (${text.length} characters)`;
}

/**
 * `text` with every occurrence of the secrets masked, and then every other run that could be part of one (16 characters or
 * more without a space that are no plain word or path): reports split and encode secrets in ways that a plain search misses.
 */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const masked = withoutKnown(text, secrets);
  return masked.replace(/[A-Za-z0-9+/=_~.$!@#%^&*-]{16,}/g, (run) => (looksPlain(run) ? run : '***'));
}

/** Parts of secrets that are looked for one by one; a text with more of them is not worth keeping. */
const maxParts = 500;

function withoutKnown(text: string, secrets: readonly string[]): string {
  const parts = new Set<string>();
  for (const secret of secrets) {
    for (const part of [secret, ...secret.split(/\r?\n/)])
      if (part.trim().length >= 3) parts.add(part.trim());
  }
  if (parts.size > maxParts) return '***';
  let masked = text;
  for (const part of [...parts].sort((a, b) => b.length - a.length)) masked = masked.replaceAll(part, '***');
  return masked;
}

/** Words, dotted names, paths and URLs without digits mixed into their words. */
function looksPlain(run: string): boolean {
  return run.split(/[/._=-]/).every((word) => /^(?:[A-Za-z]{0,24}|\d{1,4})$/.test(word));
}

/** A copy of source fields in which no text holds one of the secrets. */
export function maskedFields(
  fields: Readonly<Record<string, JsonValue>>,
  secrets: readonly string[],
): Record<string, JsonValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, maskedValue(value, secrets)]),
  );
}

function maskedValue(value: JsonValue, secrets: readonly string[]): JsonValue {
  if (typeof value === 'string') return withoutKnown(value, secrets);
  if (Array.isArray(value)) return value.map((entry) => maskedValue(entry, secrets));
  return typeof value === 'object' && value !== null ? maskedFields(value, secrets) : value;
}
