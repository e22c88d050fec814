import type { Severity } from '../../../../kernel/severity.ts';
import type { ParseSink } from '../parser.ts';
import { severityOrProblem } from './severity.ts';

/**
 * Severities of a report whose tool leaves many items unrated: those get MEDIUM, and one problem at the end counts them, where
 * one for each would hide all others.
 */
export class Ratings {
  readonly #sink: ParseSink;
  #unrated = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  /** `word` and `score` as the report gives them; both undefined is an unrated item. */
  of(word: string | undefined, where: string, score?: number): Severity {
    if (word !== undefined || score !== undefined) {
      return severityOrProblem(this.#sink, { word: word ?? '', score, where });
    }
    this.#unrated += 1;
    return 'MEDIUM';
  }

  /** `why` is a sentence on the tool: "Old versions rate nothing." */
  end(why: string): void {
    if (this.#unrated === 0) return;
    this.#sink.problem({
      code: 'UNKNOWN_SEVERITY',
      message: `${this.#unrated} entries carry no severity; MEDIUM was taken. ${why}`,
      where: 'the report',
      dropsItem: false,
    });
  }
}
