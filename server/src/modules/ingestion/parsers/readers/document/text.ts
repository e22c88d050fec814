/** Words of a document, lower-case, with how often each stands there; by them a word divided at the end of a line is judged. */
export class Vocabulary {
  readonly #words = new Map<string, number>();

  /** Takes the words of a text; those cut at its end are left out. */
  add(text: string): void {
    for (const [found] of text.matchAll(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*(?!-\s*$)/gu)) {
      const word = found.toLowerCase();
      this.#count(word);
      const parts = word.split('-');
      for (let at = 0; at + 1 < parts.length && parts.length > 2; at++)
        this.#count(`${parts[at]}-${parts[at + 1]}`);
    }
  }

  #count(word: string): void {
    this.#words.set(word, (this.#words.get(word) ?? 0) + 1);
  }

  has(word: string): boolean {
    return this.#words.has(word.toLowerCase());
  }

  countOf(word: string): number {
    return this.#words.get(word.toLowerCase()) ?? 0;
  }

  /** Lines of one paragraph as running text. */
  join(lines: readonly string[]): string {
    return joinLines(lines, this);
  }
}

/** Parts of words that keep their hyphen where nothing else tells. */
const compounds: ReadonlySet<string> = new Set(
  'all anti cross by client co de end ex front full half high hard in inter intra low long man mid mis multi non of off on one open out over peer post pre pro pseudo read re real run self semi server short single sub super the third to two under up user well write zero'.split(
    ' ',
  ),
);

const softHyphen = '\u00AD';

/**
 * Lines of one paragraph as running text. A word divided at the end of a line becomes one again; a compound keeps its hyphen.
 * The rest of the document decides which it is, then the parts themselves.
 */
function joinLines(lines: readonly string[], vocabulary: Vocabulary): string {
  let joined = '';
  for (const line of lines) joined = joined === '' ? line : joinTwo(joined, line, vocabulary);
  return joined.replaceAll(softHyphen, '');
}

function joinTwo(before: string, after: string, vocabulary: Vocabulary): string {
  if (before.endsWith(softHyphen)) return before.slice(0, -1) + after;
  const head = /([\p{L}\p{N}-]+)-$/u.exec(before)?.[1];
  const tail = /^[\p{Ll}\p{N}]+/u.exec(after)?.[0];
  // The parts of addresses and paths break without a space.
  if (
    /(?:https?:\/\/\S*[/\-_.?=&]|[^\s/]\/)$/.test(before) &&
    /^[\w%]/.test(after) &&
    /:\/\/\S*$/.test(before)
  )
    return before + after;
  if (head === undefined || tail === undefined)
    return isDivided(before, after, vocabulary) ? before + after : `${before} ${after}`;
  return keepsHyphen(head, tail, vocabulary) ? before + after : before.slice(0, -1) + after;
}

/**
 * Some programs draw the hyphen without naming it. Then the parts are no words of their own, while the two together are one that
 * stands elsewhere more often.
 */
function isDivided(before: string, after: string, vocabulary: Vocabulary): boolean {
  const head = /(?<![\p{L}\p{N}-])\p{L}{2,}$/u.exec(before)?.[0];
  const tail = /^\p{Ll}{2,}(?![\p{N}-])/u.exec(after)?.[0];
  if (head === undefined || tail === undefined) return false;
  const whole = vocabulary.countOf(head + tail);
  return whole > vocabulary.countOf(head) && whole > vocabulary.countOf(tail);
}

function keepsHyphen(head: string, tail: string, vocabulary: Vocabulary): boolean {
  const last = head.split('-').at(-1) ?? head;
  if (vocabulary.has(`${last}-${tail}`)) return true;
  if (vocabulary.has(last + tail)) return false;
  if (head.includes('-') || /\d$/.test(head) || /^\d/.test(tail)) return true;
  return compounds.has(last.toLowerCase()) || (vocabulary.has(last) && vocabulary.has(tail));
}
