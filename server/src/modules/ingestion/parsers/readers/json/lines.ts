import { ReportError } from '../../parser.ts';
import { textWindows } from '../text/windows.ts';
import type { JsonReading } from './reader.ts';
import { JsonSyntaxError, type JsonValue, readJsonValue } from './value.ts';

/** Unreadable lines at the start of a file before it is refused as something else than JSON lines. */
const maxBadLinesAtStart = 100;

/**
 * Streams JSON lines: one value a line, empty lines passed by. A line that is no JSON, or too long, is a dropped item.
 * @returns the number of lines that hold something.
 * @throws ReportError when the file begins with lines that are no JSON, or holds no line that is.
 */
export async function readJsonLines(
  reading: JsonReading,
  onValue: (value: JsonValue, where: string) => void,
): Promise<number> {
  const lines = new LineReader(reading, onValue);
  for await (const window of textWindows(reading.source)) lines.write(window);
  return lines.end();
}

class LineReader {
  readonly #reading: JsonReading;
  readonly #onValue: (value: JsonValue, where: string) => void;
  #pieces: string[] = [];
  #length = 0;
  #line = 1;
  #readable = 0;
  #unreadable = 0;

  constructor(reading: JsonReading, onValue: (value: JsonValue, where: string) => void) {
    this.#reading = reading;
    this.#onValue = onValue;
  }

  write(window: string): void {
    let from = 0;
    for (let end = window.indexOf('\n'); end !== -1; end = window.indexOf('\n', from)) {
      this.#take(window.slice(from, end));
      this.#endLine();
      from = end + 1;
    }
    this.#take(window.slice(from));
  }

  end(): number {
    this.#endLine();
    if (this.#readable === 0 && this.#unreadable > 0) throw this.#noJsonLines();
    return this.#readable + this.#unreadable;
  }

  #take(piece: string): void {
    this.#length += piece.length;
    if (this.#length > this.#reading.limits.maxItemBytes) this.#pieces = [];
    else if (piece !== '') this.#pieces.push(piece);
  }

  #endLine(): void {
    const text = this.#pieces.join('').trim();
    const length = this.#length;
    this.#pieces = [];
    this.#length = 0;
    if (length > this.#reading.limits.maxItemBytes) {
      this.#drop(
        'ITEM_TOO_LARGE',
        `The line is ${length} characters long, more than can be read, and was left out.`,
      );
    } else if (text !== '') this.#value(text);
    this.#line += 1;
  }

  #value(text: string): void {
    const where = `line ${this.#line}`;
    try {
      const { value, notes } = readJsonValue(text, this.#reading.limits);
      for (const { code, message, pointer } of notes) {
        this.#reading.sink.problem({ code, message, where: `${where} ${pointer}`, dropsItem: false });
      }
      this.#readable += 1;
      this.#onValue(value, where);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.#drop('ROW_UNREADABLE', `The line is not valid JSON (${error.message}) and was left out.`);
    }
  }

  #drop(code: string, message: string): void {
    this.#unreadable += 1;
    if (this.#readable === 0 && this.#unreadable > maxBadLinesAtStart) throw this.#noJsonLines();
    this.#reading.sink.sourceItem();
    this.#reading.sink.problem({ code, message, where: `line ${this.#line}`, dropsItem: true });
  }

  #noJsonLines(): ReportError {
    return new ReportError('No line of the file is a JSON value, so it is no report in JSON lines.', {
      where: 'line 1',
    });
  }
}
