import { once } from 'node:events';
import type { Writable } from 'node:stream';
import {
  type CoveredTarget,
  type ParseProblem,
  type ParserManifest,
  type ParseSink,
  type RawFinding,
  ReportError,
  type ScanMeta,
} from '../parsers/parser.ts';
import { copyRow } from './copy-row.ts';
import { contentHashOf, fingerprintOf } from './fingerprint.ts';
import { type ChildMessage, type ExtractionCounts, maxProblems } from './messages.ts';
import { SharedTexts } from './shared-texts.ts';
import { type NormalTarget, normaliseTarget } from './target.ts';

export interface Collector {
  readonly sink: ParseSink;
  /** Resolves when the reader of the rows has caught up. */
  drained(): Promise<void>;
  /** Flushes and reports the counts. */
  end(): Promise<void>;
}

interface CollectorOptions {
  readonly manifest: ParserManifest;
  readonly scopeKey: string;
  readonly tell: (message: ChildMessage) => void;
  readonly rows: Writable;
}

const bufferedChars = 256 * 1024;
const progressEvery = 2_000;
const maxTargets = 1_000_000;

/** Turns what a parser reads into COPY rows, targets and counts. */
export function createCollector(options: CollectorOptions): Collector {
  const state = new CollectorState(options);
  return {
    sink: {
      scan: (meta) => state.scan(meta),
      sourceItem: (count = 1) => {
        state.source += count;
      },
      finding: (finding) => state.finding(finding),
      problem: (problem) => state.problem(problem),
      covered: (covered) => state.covered(covered),
    },
    drained: () => state.drained(),
    end: () => state.end(),
  };
}

interface Coverage {
  complete: boolean;
  remoteOnly: boolean;
}

class CollectorState {
  readonly #options: CollectorOptions;
  readonly #texts: SharedTexts;
  readonly #byClass: Record<string, number> = {};
  readonly #bySeverity: Record<string, number> = {};
  /** Keys already told, and what was told of their coverage. */
  readonly #targets = new Map<string, Coverage | null>();
  #meta: ScanMeta = {};
  #buffer: string[] = [];
  #buffered = 0;
  #extracted = 0;
  #rejected = 0;
  #problems = 0;
  source = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#texts = new SharedTexts((id, body) => options.tell({ kind: 'text', id, body }));
  }

  scan(meta: ScanMeta): void {
    this.#meta = { ...this.#meta, ...meta };
  }

  finding(finding: RawFinding): void {
    const { manifest, scopeKey, tell } = this.#options;
    const target = normaliseTarget(finding.target, scopeKey);
    this.#note(target, null);
    const row = copyRow({
      ordinal: this.#extracted,
      fingerprint: fingerprintOf(manifest, finding, target.key),
      contentHash: contentHashOf(finding),
      targetKey: target.key,
      ...this.#texts.split(finding),
    });
    this.#extracted++;
    this.#byClass[finding.resultClass] = (this.#byClass[finding.resultClass] ?? 0) + 1;
    this.#bySeverity[finding.severity] = (this.#bySeverity[finding.severity] ?? 0) + 1;
    this.#buffer.push(row);
    this.#buffered += row.length;
    if (this.#buffered >= bufferedChars) this.#flush();
    if (this.#extracted % progressEvery === 0) tell({ kind: 'progress', findings: this.#extracted });
  }

  problem(problem: ParseProblem): void {
    this.#problems++;
    if (problem.dropsItem) this.#rejected++;
    if (this.#problems <= maxProblems) this.#options.tell({ kind: 'problem', problem });
  }

  covered({ target, complete, limitedTo, note }: CoveredTarget): void {
    const normal = normaliseTarget(target, this.#options.scopeKey);
    this.#note(normal, { complete, remoteOnly: limitedTo === 'REMOTE_CHECKS' }, note);
  }

  /** Tells a target when it is new, or when its coverage became known; later reports of the same target count as the more careful one. */
  #note(target: NormalTarget, coverage: Coverage | null, note?: string): void {
    const known = this.#targets.get(target.key);
    if (known !== undefined && (coverage === null || known !== null)) {
      if (
        coverage === null ||
        known === null ||
        (known.complete === coverage.complete && known.remoteOnly === coverage.remoteOnly)
      )
        return;
      coverage = {
        complete: known.complete && coverage.complete,
        remoteOnly: known.remoteOnly || coverage.remoteOnly,
      };
    }
    this.#targets.set(target.key, coverage);
    if (this.#targets.size > maxTargets)
      throw new ReportError(`The report names more than ${maxTargets} targets. Split it.`);
    this.#options.tell({
      kind: 'target',
      target,
      covered: coverage !== null,
      complete: coverage?.complete ?? false,
      remoteOnly: coverage?.remoteOnly ?? false,
      note: note ?? null,
    });
  }

  #flush(): void {
    this.#options.rows.write(this.#buffer.join(''));
    this.#buffer = [];
    this.#buffered = 0;
  }

  async drained(): Promise<void> {
    if (this.#options.rows.writableNeedDrain) await once(this.#options.rows, 'drain');
  }

  async end(): Promise<void> {
    this.#flush();
    const { checksRun, checksRunAll, ...scan } = this.#meta;
    const counts: ExtractionCounts = {
      source: this.source,
      extracted: this.#extracted,
      rejectedRows: this.#rejected,
      byClass: this.#byClass,
      bySeverity: this.#bySeverity,
    };
    this.#options.tell({
      kind: 'done',
      counts,
      scan,
      checksRun: checksRun ?? null,
      checksAll: checksRunAll ?? false,
      problemCount: this.#problems,
    });
    await this.drained();
  }
}
