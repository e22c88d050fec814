import { ReportError } from '../parser.ts';

const maxHeldLength = 64 * 1024 * 1024;

/**
 * Keeps what was read of items that stand before the definitions they refer to, and those definitions. Bounded at 64 million
 * characters, so that memory stays flat whatever the order of the file.
 */
export class HeldRecords<Item, Definition> {
  readonly #items: Item[] = [];
  readonly #definitions = new Map<string, Definition>();
  readonly #needed: string;
  #length = 0;

  /** `needed` completes the sentence "items and …", for example "the glossary". */
  constructor(needed: string) {
    this.#needed = needed;
  }

  /** `length`: characters that the item takes. */
  hold(item: Item, length: number, where: string): void {
    this.#count(length, where);
    this.#items.push(item);
  }

  define(id: string, definition: Definition, length: number, where: string): void {
    if (this.#definitions.has(id)) return;
    this.#count(length, where);
    this.#definitions.set(id, definition);
  }

  definition(id: string): Definition | undefined {
    return this.#definitions.get(id);
  }

  /** Gives the items in their order and forgets them. */
  *release(): Generator<Item> {
    for (const item of this.#items) yield item;
    this.#items.length = 0;
  }

  #count(length: number, where: string): void {
    this.#length += length + itemCost;
    if (this.#length <= maxHeldLength) return;
    throw new ReportError(
      `More than ${maxHeldLength / 1_048_576} million characters of items and ${this.#needed} have to be kept until they can be joined. Export fewer hosts at a time.`,
      { code: 'PAYLOAD_TOO_LARGE', where },
    );
  }
}

/** Characters that an item costs beside its texts. */
const itemCost = 200;
