import { ReportError } from '../../parser.ts';
import { readXml } from '../xml/reader.ts';
import { unescaped } from './cell-text.ts';
import type { XlsxReading } from './relations.ts';

/** Cells refer to texts by number in any order, so all of them are held; beyond this the table is wanted as CSV. */
const maxCharacters = 48 * 1024 * 1024;
const maxStrings = 2_000_000;

/** The texts that cells refer to (ECMA-376 part 1, 18.4). Parts of a text in several fonts are joined; readings of it (furigana) are left out. */
export async function readSharedStrings(
  { archive, limits, sink }: XlsxReading,
  part: string | undefined,
): Promise<readonly string[]> {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let characters = 0;
  const text = new RichText();
  await readXml(
    { source: archive.read(part), limits, sink, roots: ['sst'], formatName: 'a list of shared texts' },
    () => ({
      open: (name) => text.open(name),
      close: (name, value) => {
        text.close(name, value);
        if (name !== 'si') return;
        const whole = text.take();
        characters += whole.length;
        strings.push(whole);
        if (characters > maxCharacters || strings.length > maxStrings) throw tooMuchText();
      },
    }),
  );
  return strings;
}

function tooMuchText(): ReportError {
  return new ReportError(
    'The spreadsheet holds more text than is read from one. Save the sheet as CSV (UTF-8) and upload that.',
    { code: 'PAYLOAD_TOO_LARGE' },
  );
}

/** Gathers the text of `<si>` or `<is>`: `<t>` alone, or in runs. */
export class RichText {
  #text = '';
  #inReading = false;

  open(name: string): void {
    if (name === 'rPh') this.#inReading = true;
  }

  close(name: string, value: string): void {
    if (name === 'rPh') this.#inReading = false;
    else if (name === 't' && !this.#inReading) this.#text += value;
  }

  /** The text so far, and starts anew. */
  take(): string {
    const text = unescaped(this.#text);
    this.#text = '';
    return text;
  }
}
