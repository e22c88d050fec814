const words: Readonly<Record<string, number>> = {
  confirmed: 1,
  certain: 1,
  'very high': 0.95,
  high: 0.85,
  strong: 0.85,
  medium: 0.6,
  firm: 0.6,
  low: 0.3,
  weak: 0.3,
  tentative: 0.3,
};

/** How sure the tool is, 0..1, from its own word; undefined for "unknown", "ignore" and words without a meaning here. */
export function confidenceOfWord(word: string | undefined): number | undefined {
  const key = word?.trim().toLowerCase().replaceAll(/[_-]/g, ' ') ?? '';
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
