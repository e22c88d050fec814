import ipaddr from 'ipaddr.js';
import { parseMasterKey } from '../crypto/master-key.ts';
import { ConfigError } from './config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Readers of one setting each: undefined when it is not set, ConfigError when it is wrong. Only values that cannot hold a
 * secret are quoted.
 */

interface Range {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

export function wholeNumber(env: Environment, name: string, { fallback, min, max }: Range): number {
  const text = env[name];
  if (!text) return fallback;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ConfigError(`${name} is ${quote(text)}: it must be a whole number from ${min} to ${max}.`);
}

export function oneOf<const Word extends string>(
  env: Environment,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = env[name];
  if (!text) return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined)
    throw new ConfigError(`${name} is ${quote(text)}: it must be one of ${words.join(', ')}.`);
  return word;
}

export function hostName(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (ipaddr.isValid(text) || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(text)) return text;
  throw new ConfigError(
    `${name} is ${quote(text)}: it must be an address or a host name without scheme and port, for example 127.0.0.1 or 0.0.0.0.`,
  );
}

/** At most `maxLength` characters, no control characters. */
export function singleLine(env: Environment, name: string, maxLength: number): string | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  if (text.length > maxLength) throw new ConfigError(`${name} is too long: at most ${maxLength} characters.`);
  if (/\p{Cc}/u.test(text))
    throw new ConfigError(`${name} holds control characters or line breaks: it must be one line.`);
  return text;
}

export function databaseUrl(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  const url = parseUrl(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    throw new ConfigError(
      `${name} is not a PostgreSQL address: it must look like postgresql://user:password@host:5432/database.`,
    );
  return text;
}

export function publicOrigin(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  const url = parseUrl(text);
  const wrong =
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search ||
    url.hash ||
    url.username ||
    url.password;
  if (wrong)
    throw new ConfigError(
      `${name} is not an origin: it must be http or https, host and port only, for example https://risk.example.com.`,
    );
  return url.origin;
}

/** The current master key first, earlier ones behind it, separated by commas. */
export function masterKeys(env: Environment, name: string): Buffer[] {
  const text = env[name];
  if (!text) return [];
  const keys = text.split(',').map((part) => parseMasterKey(part.trim()));
  const known = keys.filter((key) => key !== undefined);
  if (known.length < keys.length)
    throw new ConfigError(
      `${name} is not a key: it must be 32 random bytes as base64url (43 characters) or hex (64), for example from "openssl rand -hex 32".`,
    );
  if (known.some((key) => new Set(key).size < 8))
    throw new ConfigError(`${name} is not random: make one with "openssl rand -hex 32".`);
  if (new Set(known.map((key) => key.toString('hex'))).size < known.length)
    throw new ConfigError(
      `${name} names one key twice: the current key comes first, earlier ones behind it.`,
    );
  return known;
}

export function emailAddress(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (!/^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,189}$/u.test(text))
    throw new ConfigError(`${name} is not an e-mail address: it must look like name@example.com.`);
  return text.toLowerCase();
}

const minPasswordLength = 12;
const maxPasswordLength = 200;

export function password(env: Environment, name: string): string | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (text.length >= minPasswordLength && text.length <= maxPasswordLength) return text;
  const wrong = text.length < minPasswordLength ? 'too short' : 'too long';
  throw new ConfigError(
    `${name} is ${wrong}: it must have ${minPasswordLength} to ${maxPasswordLength} characters.`,
  );
}

export function addressRanges(env: Environment, name: string): string[] {
  const text = env[name];
  if (!text) return [];
  const ranges = text.split(',').map((range) => range.trim());
  const wrong = ranges.find((range) => !isRange(range));
  if (wrong !== undefined)
    throw new ConfigError(
      `${name} holds ${quote(wrong)}: it must be addresses or CIDR ranges separated by commas, for example 10.0.0.0/8,::1.`,
    );
  const everyone = ranges.find((range) => range.endsWith('/0'));
  if (everyone !== undefined)
    throw new ConfigError(
      `${name} holds ${quote(everyone)}, which is everyone: it must name the proxies in front of CRP only.`,
    );
  return ranges;
}

function isRange(text: string): boolean {
  if (text.includes('/')) return ipaddr.isValidCIDR(text);
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A value as it may stand in a message: one line, at most 60 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text).replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    '?',
  );
}
