/** Words too common to tell two titles apart. */
const fillers: ReadonlySet<string> = new Set(
  'a an and are as at be been by can for from in into is it of on or that the their this to via was were when which with'.split(
    ' ',
  ),
);

interface TitleWords {
  readonly words: readonly string[];
  readonly set: ReadonlySet<string>;
  readonly joined: string;
}

/** Titles are compared each with each, so their words are kept; the oldest go when there are too many. */
const kept = new Map<string, TitleWords>();
const maxKept = 20_000;

function wordsOf(title: string): TitleWords {
  const known = kept.get(title);
  if (known !== undefined) return known;
  const all = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = all.filter((word) => !fillers.has(word));
  const words = telling.length > 0 ? telling : all;
  const made = { words, set: new Set(words), joined: words.join(' ') };
  if (kept.size >= maxKept) kept.clear();
  kept.set(title, made);
  return made;
}

/** 0..1: share of common words; a title that another one merely shortens counts as the same. */
export function titleLikeness(a: string, b: string): number {
  const left = wordsOf(a);
  const right = wordsOf(b);
  if (left.words.length === 0 || right.words.length === 0) return 0;
  if (left.joined === right.joined) return 1;
  const [short, long] = left.words.length <= right.words.length ? [left, right] : [right, left];
  if (short.words.length >= 3 && long.joined.startsWith(`${short.joined} `)) return 0.95;
  let common = 0;
  for (const word of short.set) if (long.set.has(word)) common++;
  return (2 * common) / (left.set.size + right.set.size);
}

/** A title as a key: letters and digits in lower case with hyphens. */
export function titleKey(title: string): string {
  return (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('-').slice(0, 200);
}

/** Titles by their words, to ask whether one is among them. */
export class TitleIndex {
  readonly #keys: ReadonlySet<string>;

  constructor(titles: readonly string[]) {
    this.#keys = new Set(titles.map((title) => wordsOf(title).joined));
  }

  /** The same telling words in the same order. */
  has(title: string): boolean {
    return this.#keys.has(wordsOf(title).joined);
  }
}
