import type { ParseLimits, ParseSink } from '../../parser.ts';
import { textWindows } from './windows.ts';

export interface LineReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly limits: ParseLimits;
  readonly sink: Pick<ParseSink, 'problem'>;
}

/**
 * Streams plain text line by line, without the line ends. A line above `maxTextLength` is cut, with a problem that says so.
 * @returns the number of lines.
 */
export async function readLines(
  { source, limits, sink }: LineReading,
  onLine: (text: string, line: number) => void,
): Promise<number> {
  const { maxTextLength } = limits;
  let open = '';
  let length = 0;
  let line = 0;
  const take = (piece: string): void => {
    length += piece.length;
    if (open.length <= maxTextLength) open += piece.slice(0, maxTextLength + 1 - open.length);
  };
  const end = (): void => {
    line += 1;
    if (length > maxTextLength) {
      const message = `A line is ${length} characters long; the first ${maxTextLength} were kept.`;
      sink.problem({ code: 'FIELD_TRUNCATED', message, where: `line ${line}`, dropsItem: false });
    }
    onLine(open.slice(0, maxTextLength).replace(/\r$/, '').toWellFormed(), line);
    open = '';
    length = 0;
  };
  for await (const window of textWindows(source)) {
    let from = 0;
    for (let at = window.indexOf('\n'); at !== -1; at = window.indexOf('\n', from)) {
      take(window.slice(from, at));
      end();
      from = at + 1;
    }
    take(window.slice(from));
  }
  if (length > 0) end();
  return line;
}
