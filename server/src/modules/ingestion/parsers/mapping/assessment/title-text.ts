/** Words too common to tell two titles apart. */
const fillers: ReadonlySet<string> = new Set(
  'a an and are as at be been by can for from in into is it of on or that the their this to via was were when which with'.split(
    ' ',
  ),
);

/** Words of a title by which it is compared. */
export function titleWords(title: string): readonly string[] {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !fillers.has(word));
  return telling.length > 0 ? telling : words;
}

/** 0..1: share of common words; a title that another one merely shortens counts as the same. */
export function titleLikeness(a: string, b: string): number {
  const left = titleWords(a);
  const right = titleWords(b);
  if (left.length === 0 || right.length === 0) return 0;
  if (left.join(' ') === right.join(' ')) return 1;
  const shorter = Math.min(left.length, right.length);
  const begins = left.slice(0, shorter).join(' ') === right.slice(0, shorter).join(' ');
  if (begins && shorter >= 3) return 0.95;
  const others = new Set(right);
  const common = new Set(left.filter((word) => others.has(word))).size;
  return (2 * common) / (new Set(left).size + others.size);
}

/** A title as a key: letters and digits in lower case with hyphens. */
export function titleKey(title: string): string {
  return (title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('-').slice(0, 200);
}

/** Titles by their words, to ask whether one is among them. */
export class TitleIndex {
  readonly #keys: ReadonlySet<string>;

  constructor(titles: readonly string[]) {
    this.#keys = new Set(titles.map((title) => titleWords(title).join(' ')));
  }

  /** The same telling words in the same order. */
  has(title: string): boolean {
    return this.#keys.has(titleWords(title).join(' '));
  }
}
