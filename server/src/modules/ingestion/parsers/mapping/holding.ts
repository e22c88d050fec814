import { ReportError } from '../parser.ts';

const maxHeldLength = 64 * 1024 * 1024;

/**
 * Keeps the text of items that stand in the file before something they need (for example results before the rules they
 * refer to). Bounded at 64 million characters in all, so that memory stays flat whatever the order of the file.
 */
export class HeldItems {
  readonly #items: { readonly text: string; readonly where: string; readonly pattern: string }[] = [];
  readonly #needed: string;
  #length = 0;

  /** `needed` completes the sentence "… stand before …", for example "the rules". */
  constructor(needed: string) {
    this.#needed = needed;
  }

  /** Characters held. */
  get length(): number {
    return this.#length;
  }

  add(pattern: string, text: string, where: string): void {
    this.#length += text.length;
    if (this.#length > maxHeldLength) {
      throw new ReportError(
        `More than ${maxHeldLength / 1_048_576} million characters of items stand before ${this.#needed} they refer to. Put ${this.#needed} first, or split the file.`,
        { code: 'PAYLOAD_TOO_LARGE', where },
      );
    }
    this.#items.push({ pattern, text, where });
  }

  /** Gives the items in their order and forgets them. */
  *release(): Generator<{ readonly text: string; readonly where: string; readonly pattern: string }> {
    for (const item of this.#items) yield item;
    this.#items.length = 0;
    this.#length = 0;
  }
}
