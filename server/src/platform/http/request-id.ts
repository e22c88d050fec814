import type { Source } from '../../kernel/ctx.ts';

const bytesPerId = 10;
const idsPerDraw = 128;
const digitsPerId = 2 * bytesPerId;

/**
 * A new request id (UUIDv7, RFC 9562, section 5.7) at each call. Randomness is drawn, and written as hex, for many at once: a draw
 * costs far more than an id.
 */
export function requestIds(source: Source): () => string {
  let drawn = '';
  let used = 0;
  return () => {
    if (used >= drawn.length) {
      drawn = Buffer.from(source.randomBytes(bytesPerId * idsPerDraw)).toString('hex');
      used = 0;
    }
    const random = drawn.slice(used, used + digitsPerId);
    used += digitsPerId;
    const time = source.nowMs().toString(16).padStart(12, '0');
    const variant = 'ab89'[random.charCodeAt(3) & 3] ?? '8';
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
  };
}
