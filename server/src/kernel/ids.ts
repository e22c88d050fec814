/** RFC 9562 UUID in canonical lower-case form; ids of the platform are version 7. */
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(value: string): boolean {
  return uuidPattern.test(value);
}

/**
 * UUIDv7 (RFC 9562, section 5.7): 48-bit Unix milliseconds, then 74 random bits.
 * @param nowMs milliseconds since 1970, 0 ≤ nowMs < 2^48
 * @param random at least 10 random bytes
 */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  if (!(nowMs >= 0 && nowMs < 2 ** 48)) throw new RangeError(`time out of range for UUIDv7: ${nowMs}`);
  if (random.length < 10) throw new RangeError('UUIDv7 needs 10 random bytes');
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
