import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 6238 with the parameters that every authenticator app takes: SHA-1, six digits, 30 seconds. */
const stepSeconds = 30;
const digits = 6;
/** RFC 6238, 5.2: one step either way for clocks that disagree. */
const drift = [0, -1, 1] as const;

/** RFC 4226, section 4, R6: at least 128 bits, 160 recommended. */
export const totpSecretBytes = 20;

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The step in which `code` is right, else undefined. The caller makes sure that a step is used once only (RFC 6238, 5.2).
 * @param nowMs milliseconds since 1970, UTC
 */
export function matchingStep(secret: Uint8Array, code: string, nowMs: number): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  const given = Buffer.from(code);
  const now = Math.floor(nowMs / 1000 / stepSeconds);
  const steps = drift
    .map((by) => now + by)
    .filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), given));
  return steps[0];
}

/** Six digits for one step (RFC 4226, 5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** Address for a QR code, as authenticator apps read it (Key Uri Format). */
export function totpUri({
  issuer,
  account,
  secret,
}: {
  issuer: string;
  account: string;
  secret: Uint8Array;
}): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = `secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`;
  return `otpauth://totp/${label}?${query}`;
}

/** RFC 4648, section 6, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += base32Alphabet[(held >> bits) & 31] ?? '';
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (base32Alphabet[(held << (5 - bits)) & 31] ?? '') : text;
}
