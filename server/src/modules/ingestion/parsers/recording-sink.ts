import type { CoveredTarget, ParseProblem, ParseSink, RawFinding, ScanMeta } from './parser.ts';

/** A sink that keeps everything, for tests and for reports known to be small. */
export class RecordingSink implements ParseSink {
  meta: ScanMeta = {};
  sourceCount = 0;
  readonly findings: RawFinding[] = [];
  readonly problems: ParseProblem[] = [];
  readonly coverage: CoveredTarget[] = [];

  scan(meta: ScanMeta): void {
    this.meta = { ...this.meta, ...meta };
  }

  sourceItem(count = 1): void {
    this.sourceCount += count;
  }

  finding(finding: RawFinding): void {
    this.findings.push(finding);
  }

  problem(problem: ParseProblem): void {
    this.problems.push(problem);
  }

  covered(target: CoveredTarget): void {
    this.coverage.push(target);
  }

  /** Items of the file that could not become a finding. */
  get droppedCount(): number {
    return this.problems.filter((problem) => problem.dropsItem).length;
  }

  /** Everything recorded, as plain data to compare. */
  get record(): unknown {
    const { meta, sourceCount, findings, problems, coverage } = this;
    return { meta, sourceCount, findings, problems, coverage };
  }
}

/** A file as a parser gets it, in pieces of `chunkLength` bytes. It can be read again from the start. */
export function bytesInChunks(bytes: Uint8Array, chunkLength = 65_536): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += chunkLength) yield bytes.subarray(at, at + chunkLength);
    },
  };
}
