import { unmapped } from './unmapped.ts';

/** Marks that are not seen: zero-width spaces and joiners, direction marks and embeddings, the byte-order mark. */
const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const controls = /[\u0001-\u001F\u007F-\u009F\u2028\u2029]/g;
const wideSpaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
const ligatures = /[\uFB00-\uFB06]/g;
/** Bullets and ticks that symbol fonts keep in the private area (Word, Symbol and Wingdings). */
const privateBullets = /[\uF0A7\uF0B7\uF0D8\uF0FC\uF076]/g;

/**
 * Text as a person reads it. Ligatures become their letters and invisible marks go, so that "TOB‑WACL‑1" is found whatever
 * is hidden in it; soft hyphens stay, because only the end of a line tells what they mean.
 */
export function cleanText(text: string): string {
  return (
    text
      .replace(invisible, '')
      // A glyph whose font names no letter for it comes as NUL.
      .replaceAll('\u0000', unmapped)
      .replace(controls, ' ')
      .replace(wideSpaces, ' ')
      .replace(ligatures, (letter) => letter.normalize('NFKC'))
      .replace(privateBullets, '•')
      .replace(/[\u2010\u2011]/g, '-')
      .toWellFormed()
  );
}

/** One space between words, none around. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
