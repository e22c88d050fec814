/** Bands of the posture score (contract, section 4), worst first, with the first score of the next band in hundredths. */
export const bands = [
  { band: 'Severe', below: 4_000 },
  { band: 'Elevated', below: 6_000 },
  { band: 'Moderate', below: 8_000 },
  { band: 'Good', below: 9_000 },
  { band: 'Strong', below: 10_001 },
] as const;

export type Band = (typeof bands)[number]['band'];

/** Band of a score in hundredths of a point, 0..10,000. @throws RangeError outside. */
export function bandOf(scoreHundredths: number): Band {
  if (!(scoreHundredths >= 0 && scoreHundredths <= 10_000))
    throw new RangeError(`score out of range: ${scoreHundredths}`);
  for (const { band, below } of bands) if (scoreHundredths < below) return band;
  return 'Strong';
}
