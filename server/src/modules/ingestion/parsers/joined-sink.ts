import type { ParseSink, ScanMeta } from './parser.ts';

const maxToolVersionLength = 200;

/** Several reports of one tool read as one: places name the report they are in, and what is said of the scan is joined at the end. */
export class JoinedSink {
  readonly #sink: ParseSink;
  readonly #metas: ScanMeta[] = [];

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  /** The sink for one report; `name` is how people call it. */
  part(name: string): ParseSink {
    const at = this.#metas.push({}) - 1;
    const sink = this.#sink;
    const inPart = (where: string) => `${name}: ${where}`;
    return {
      scan: (meta) => {
        this.#metas[at] = { ...this.#metas[at], ...meta };
      },
      sourceItem: (count) => sink.sourceItem(count),
      finding: (finding) => sink.finding({ ...finding, where: inPart(finding.where) }),
      problem: (problem) => sink.problem({ ...problem, where: inPart(problem.where) }),
      covered: (target) => sink.covered(target),
    };
  }

  end(): void {
    this.#sink.scan(joinedMeta(this.#metas));
  }
}

/**
 * What holds for all of them: a check ran only where every report says so, and the scan is as old as its oldest part, so that
 * absence in one part proves nothing that a newer report contradicts.
 */
function joinedMeta(metas: readonly ScanMeta[]): ScanMeta {
  const first = metas.find((meta) => Object.keys(meta).length > 0) ?? {};
  const { checksRun: _checks, checksRunAll: _all, ...plain } = first;
  const toolVersion = distinct(metas.map((meta) => meta.toolVersion)).join(', ');
  const [startedAt] = distinct(metas.map((meta) => meta.startedAt)).toSorted();
  const [finishedAt] = distinct(metas.map((meta) => meta.finishedAt)).toSorted();
  const checksRun = inAll(metas.map((meta) => meta.checksRun).filter((checks) => checks !== undefined));
  const everyCheck = metas.length > 0 && metas.every((meta) => meta.checksRunAll === true);
  return {
    ...plain,
    ...(toolVersion === '' ? {} : { toolVersion: toolVersion.slice(0, maxToolVersionLength) }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(checksRun === undefined ? {} : { checksRun }),
    ...(everyCheck ? { checksRunAll: true } : {}),
  };
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function inAll(lists: readonly (readonly string[])[]): readonly string[] | undefined {
  const [first, ...others] = lists;
  const sets = others.map((list) => new Set(list));
  return first?.filter((check) => sets.every((set) => set.has(check)));
}
