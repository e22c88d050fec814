/**
 * Exact fixed-point arithmetic on non-negative integers. No function here depends on the engine's floating-point
 * library: products beyond 2^53 go through BigInt, and every rounding is half to even (IEEE 754-2019, 4.3.1).
 */

/** One part in a million: the unit of odds, risks and points everywhere in this model. */
export const MICRO = 1_000_000;

/** Up to here quotient × divisor stays exact even if the rounded quotient is one too high. */
const exactProduct = 2 ** 52;

/**
 * a × b ÷ c, rounded half to even. Exact for all safe integers a, b ≥ 0 and 0 < c ≤ 2^51.
 * @throws RangeError when the quotient is not a safe integer.
 */
export function mulDiv(a: number, b: number, c: number): number {
  const product = a * b;
  if (product > exactProduct) return bigDiv(BigInt(a) * BigInt(b), BigInt(c));
  // The double quotient can round up to the next integer; the remainder tells, and is exact. (% is far slower.)
  let quotient = Math.floor(product / c);
  let remainder = product - quotient * c;
  if (remainder < 0) {
    quotient -= 1;
    remainder += c;
  }
  const twice = remainder * 2;
  if (twice < c || (twice === c && quotient % 2 === 0)) return quotient;
  return quotient + 1;
}

/**
 * numerator ÷ denominator, rounded half to even; numerator ≥ 0, denominator > 0.
 * @throws RangeError when the quotient is not a safe integer.
 */
export function bigDiv(numerator: bigint, denominator: bigint): number {
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return safe(Number(up ? quotient + 1n : quotient));
}

/** numerator ÷ denominator, rounded down; numerator ≥ 0, denominator > 0. */
export function bigFloor(numerator: bigint, denominator: bigint): number {
  return safe(Number(numerator / denominator));
}

/** @throws RangeError when a sum has left the range in which integers are exact. */
export function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError('posture-1: a sum left the exact integer range');
  return value;
}

/** A fixed-point integer as decimal text: `decimal(65_720, 3)` is `65.720`. `digits` is 1..15. */
export function decimal(value: number, digits: number): string {
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  const sign = value < 0 ? '-' : '';
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
