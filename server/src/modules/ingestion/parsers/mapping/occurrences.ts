const maxKeys = 200_000;

/**
 * Tells findings apart that show the same code in the same file: the first keeps the code as matcher, the second gets "#2" and so
 * on, in the order of the report. Numbers survive lines that move, which line numbers do not. Beyond 200,000 different
 * places no more are remembered, so that memory stays flat.
 */
export class Occurrences {
  readonly #counts = new Map<string, number>();

  /** The matcher for one more finding with this rule, place and code; undefined for the first one without code. */
  matcher(place: readonly (string | undefined)[], code?: string): string | undefined {
    const text = code?.replace(/\s+/g, ' ').trim().slice(0, 1_000);
    const key = [...place, text].join('\u0001');
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count > 1 || this.#counts.size < maxKeys) this.#counts.set(key, count);
    if (count === 1) return text === '' ? undefined : text;
    return `${text ?? ''}#${count}`;
  }
}
