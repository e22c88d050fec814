import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type CsvEvents, readCsv } from '../readers/csv/reader.ts';
import { HostReporter } from './host.ts';

export const parseCsv: Parse = async (source, sink, limits) => {
  const rows = new NiktoRows(sink);
  await readCsv({ source: withDoubledQuotes(source), limits, sink }, rows);
  rows.end();
};

const bannerPattern = /^Nikto - v([\d.]+)/;

/** No names of columns: host, address, port, OSVDB number, method, path, message. A row without the middle three begins a host. */
class NiktoRows implements CsvEvents {
  readonly #sink: ParseSink;
  #host: HostReporter | undefined;
  #name = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  header(cells: readonly string[]): boolean {
    const version = bannerPattern.exec(cells[0] ?? '')?.[1];
    if (version !== undefined) this.#sink.scan({ toolVersion: version });
    return version !== undefined;
  }

  row(cells: readonly string[], where: string): void {
    const [name = '', ip = '', port = '', osvdb = '', method = '', uri = '', ...message] = cells;
    // A second run appends its banner to the same file.
    if (bannerPattern.test(name)) return;
    const isStart = osvdb === '' && method === '' && uri === '';
    const host = this.#open([name, ip, port], isStart);
    if (!isStart) host.item({ where, osvdb, method, uri, message: message.join(',') });
  }

  noHeader(firstRow: readonly string[]): never {
    throw new ReportError(
      `The CSV does not begin with the line "Nikto - v…" that Nikto writes. Its first row is: ${firstRow.slice(0, 5).join(', ').slice(0, 200)}.`,
      { where: 'line 1' },
    );
  }

  end(): void {
    this.#host?.covered(true);
  }

  #open([name, ip, port]: readonly [string, string, string], isStart: boolean): HostReporter {
    const key = `${name} ${ip} ${port}`;
    if (this.#host !== undefined && this.#name === key && !isStart) return this.#host;
    this.#host?.covered(true);
    this.#name = key;
    this.#host = new HostReporter({ name, ip, port }, this.#sink);
    return this.#host;
  }
}

/**
 * Nikto puts a backslash before a quote inside a cell where CSV doubles it. The backslash becomes the second quote, unless the
 * line ends behind it: then it is the last character of the cell.
 */
async function* withDoubledQuotes(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let waiting = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([waiting, chunk]);
    const end = Math.max(0, bytes.length - 2);
    doubleQuotes(bytes, end);
    yield bytes.subarray(0, end);
    waiting = Buffer.from(bytes.subarray(end));
  }
  yield waiting;
}

const backslash = 0x5c;
const quote = 0x22;

function doubleQuotes(bytes: Buffer, end: number): void {
  for (let at = bytes.indexOf(backslash); at !== -1 && at < end; at = bytes.indexOf(backslash, at + 1)) {
    const after = bytes[at + 2];
    if (bytes[at + 1] === quote && after !== 0x0a && after !== 0x0d) bytes[at] = quote;
  }
}
