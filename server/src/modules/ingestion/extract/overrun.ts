import { ReportError } from '../parsers/parser.ts';
import { ChildFailure } from './spawn.ts';

/**
 * The sentence for a file of a kind that is always read in seconds, when its parser had to be stopped: reading it again would
 * end the same way, so it is refused instead of tried again. Every other failure stays what it is.
 * @param maxSeconds of the parser's manifest
 */
export function overrunRefusal(error: unknown, maxSeconds: number | undefined): unknown {
  if (maxSeconds === undefined || !(error instanceof ChildFailure) || error.bound === undefined) return error;
  const what =
    error.bound === 'TIME'
      ? `took longer than ${maxSeconds} seconds`
      : 'needed more memory than a report may';
  return new ReportError(`Reading the file ${what} and was stopped. Save it anew, or split it.`, {
    code: 'PAYLOAD_TOO_LARGE',
  });
}
