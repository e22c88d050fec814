import type { CoveredTarget, ParseSink, SourceTarget } from '../parser.ts';

const maxTargets = 100_000;

/** Reports each target of a file as covered once, for reports whose items name what was looked at. At most 100,000. */
export class CoveredTargets {
  readonly #sink: ParseSink;
  readonly #seen = new Set<string>();

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  add(target: SourceTarget, state: Omit<CoveredTarget, 'target'> = { complete: true }): void {
    const name = target.reference ?? target.origin ?? target.hostname ?? target.ip ?? target.raw;
    if (name === '' || this.#seen.has(name) || this.#seen.size >= maxTargets) return;
    this.#seen.add(name);
    this.#sink.covered({ target, ...state });
  }
}
