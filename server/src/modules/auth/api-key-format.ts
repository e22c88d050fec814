import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Source } from '../../kernel/ctx.ts';

/**
 * `crp.<lookup>.<secret>` (contract, section 2). The lookup names the key and is no secret; the secret holds 256 random bits
 * and ends in six characters of CRC-32 over all before, so that a scanner recognises a leaked key, and a typo or a foreign
 * key needs no database (after GitHub's token format of 2021).
 */
export interface ApiKeyParts {
  readonly lookup: string;
  readonly secret: string;
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const lookupBytes = 12;
const lookupLength = 17;
const secretBytes = 32;
const secretLength = 43;
const checksumLength = 6;
const form = new RegExp(
  `^crp\\.([0-9A-Za-z]{${lookupLength}})\\.([0-9A-Za-z]{${secretLength}})([0-9A-Za-z]{${checksumLength}})$`,
);

export function newApiKey(source: Source): ApiKeyParts & { readonly apiKey: string } {
  const lookup = base62(source.randomBytes(lookupBytes), lookupLength);
  const random = base62(source.randomBytes(secretBytes), secretLength);
  const secret = random + checksum(lookup, random);
  return { lookup, secret, apiKey: `crp.${lookup}.${secret}` };
}

/** undefined for anything that is not a whole, unspoilt key of ours. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, lookup, random, check] = form.exec(text) ?? [];
  if (lookup === undefined || random === undefined || check === undefined) return undefined;
  return check === checksum(lookup, random) ? { lookup, secret: random + check } : undefined;
}

/** What the database keeps. A fast hash is right for 256 random bits: there is nothing to guess. */
export function secretHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

function checksum(lookup: string, random: string): string {
  let number = crc32(`crp.${lookup}.${random}`);
  let text = '';
  while (text.length < checksumLength) {
    text = (alphabet[number % 62] ?? '') + text;
    number = Math.floor(number / 62);
  }
  return text;
}

function base62(bytes: Uint8Array, length: number): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  while (text.length < length) {
    text = (alphabet[Number(number % 62n)] ?? '') + text;
    number /= 62n;
  }
  return text;
}
