import { type ParseLimits, type ParseSink, ReportError } from '../../parser.ts';
import { textWindows } from '../text/windows.ts';
import { JsonScanner, type ScanPlan } from './scanner.ts';
import { JsonSyntaxError, type JsonValue, readJsonValue } from './value.ts';

/**
 * 'ENTER' steps into a container, 'VALUE' gives the value, 'ITEM' gives a value that is an item of the report: when it
 * cannot be read it is dropped with a problem and the file is read on. 'HOLD' gives an item's text for later. 'SKIP' passes by.
 */
export type JsonPlan = 'ENTER' | 'VALUE' | 'ITEM' | 'HOLD' | 'SKIP';

export interface JsonEvents {
  /** `pattern` is a JSON pointer with `*` for array indices; '' is the document. Asked once per value. */
  plan(pattern: string): JsonPlan;
  /** A value planned as 'VALUE' or 'ITEM', or a scalar found where 'ENTER' was planned. */
  value(pattern: string, value: JsonValue, where: string): void;
  /** The text of a value planned as 'HOLD'. */
  held?(pattern: string, text: string, where: string): void;
  enter?(pattern: string): void;
  leave?(pattern: string): void;
}

export interface JsonReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly limits: ParseLimits;
  readonly sink: ParseSink;
}

/**
 * Streams a JSON document: containers that are entered are never held, values that are asked for are built one at a time.
 * @throws ReportError when the document is not JSON, cut off, or crosses a bound.
 */
export async function readJson(reading: JsonReading, events: JsonEvents): Promise<void> {
  const reader = new JsonDocumentReader(reading, events);
  for await (const window of textWindows(reading.source)) reader.scanner.write(window);
  reader.scanner.end();
}

/**
 * Streams JSON documents that stand one after the other, each over any number of lines (`govulncheck`, old `kube-bench`).
 * Patterns begin at '' again with each document.
 * @throws ReportError as `readJson` does.
 */
export async function readJsonDocuments(reading: JsonReading, events: JsonEvents): Promise<void> {
  const reader = new JsonDocumentReader(reading, events, true);
  for await (const window of textWindows(reading.source)) reader.scanner.write(window);
  reader.scanner.end();
}

/** Reads the text of an item that was held; undefined when it is not JSON, which has been reported as a dropped item. */
export function readHeldItem(
  { limits, sink }: Pick<JsonReading, 'limits' | 'sink'>,
  text: string,
  where: string,
): JsonValue | undefined {
  try {
    const { value, notes } = readJsonValue(text, limits);
    for (const { code, message, pointer } of notes) {
      sink.problem({ code, message, where: where + pointer, dropsItem: false });
    }
    return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    sink.sourceItem();
    sink.problem({
      code: 'ROW_UNREADABLE',
      message: `An item is not valid JSON (${error.message}) and was left out.`,
      where,
      dropsItem: true,
    });
    return undefined;
  }
}

class JsonDocumentReader {
  readonly scanner: JsonScanner;
  readonly #reading: JsonReading;
  readonly #events: JsonEvents;
  #plan: JsonPlan = 'SKIP';

  constructor(reading: JsonReading, events: JsonEvents, many = false) {
    this.#reading = reading;
    this.#events = events;
    const { maxDepth, maxItemBytes } = reading.limits;
    this.scanner = new JsonScanner(
      {
        plan: (pattern) => this.#planOf(pattern),
        text: (pattern, text) => this.#text(pattern, text),
        tooLong: (pattern, length) => this.#tooLong(pattern, length),
        enter: (pattern) => events.enter?.(pattern),
        leave: (pattern) => events.leave?.(pattern),
        duplicateKey: (pattern) => this.#duplicateKey(pattern),
      },
      { maxDepth, maxItemLength: maxItemBytes, many },
    );
  }

  #planOf(pattern: string): ScanPlan {
    this.#plan = this.#events.plan(pattern);
    return this.#plan === 'ENTER' || this.#plan === 'SKIP' ? this.#plan : 'TEXT';
  }

  #text(pattern: string, text: string): void {
    const where = this.scanner.pointer;
    if (this.#plan === 'HOLD') {
      this.#events.held?.(pattern, text, where);
      return;
    }
    if (this.#plan === 'ITEM') {
      const item = readHeldItem(this.#reading, text, where);
      if (item !== undefined) this.#events.value(pattern, item, where);
      return;
    }
    this.#events.value(pattern, this.#value(text, where), where);
  }

  #value(text: string, where: string): JsonValue {
    try {
      const { value, notes } = readJsonValue(text, this.#reading.limits);
      for (const { code, message, pointer } of notes) {
        this.#reading.sink.problem({ code, message, where: where + pointer, dropsItem: false });
      }
      return value;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw new ReportError(`The JSON is not valid at ${where || 'its start'}: ${error.message}.`, { where });
    }
  }

  #tooLong(pattern: string, length: number): void {
    const where = this.scanner.pointer;
    const dropsItem = this.#plan === 'ITEM' || this.#plan === 'HOLD';
    if (!dropsItem) {
      throw new ReportError(
        `The value at ${where || pattern} is ${length} characters long, which is too long.`,
        {
          code: 'PAYLOAD_TOO_LARGE',
          where,
        },
      );
    }
    this.#reading.sink.sourceItem();
    this.#reading.sink.problem({
      code: 'ITEM_TOO_LARGE',
      message: `An item is ${length} characters long, more than ${this.#reading.limits.maxItemBytes}, and was left out.`,
      where,
      dropsItem,
    });
  }

  #duplicateKey(pattern: string): void {
    this.#reading.sink.problem({
      code: 'DUPLICATE_KEY',
      message: `The key at ${pattern.slice(0, 300)} stands twice in one object; both were read, in order.`,
      where: this.scanner.pointer,
      dropsItem: false,
    });
  }
}
