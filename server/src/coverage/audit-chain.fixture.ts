import { createHash } from 'node:crypto';

interface ChainedRow {
  readonly seq: string;
  readonly body: string;
  readonly hash: Buffer;
}

const genesis = Buffer.alloc(32);

/** hash = SHA-256(previous hash ‖ number as 8 bytes, big-endian ‖ SHA-256(body)); gives the first number that does not fit. */
export function firstBroken(rows: readonly ChainedRow[]): number | undefined {
  let previous = genesis;
  for (const [index, { seq, body, hash }] of rows.entries()) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(index + 1));
    const digest = createHash('sha256')
      .update(previous)
      .update(number)
      .update(createHash('sha256').update(body).digest())
      .digest();
    if (Number(seq) !== index + 1 || !digest.equals(hash)) return index + 1;
    previous = digest;
  }
  return undefined;
}
