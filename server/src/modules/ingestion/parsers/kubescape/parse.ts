import { HeldItems } from '../mapping/holding.ts';
import { arrayOf, isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { type Cluster, findingOfControl } from './control.ts';
import { targetOfResource } from './resource.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new KubescapeEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const controlPattern = /^\/summaryDetails\/controls\/[^/]+$/;
const maxControls = 10_000;
const maxPaths = 200_000;

class KubescapeEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #held = new HeldItems('the summary of the controls');
  readonly #cluster: Cluster = { controls: new Map(), paths: new Map(), name: undefined, seenAt: undefined };
  #isSummaryRead = false;
  #hasResults = false;

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'Kubescape' });
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/results/*') return this.#isSummaryRead ? 'VALUE' : 'HOLD';
    if (controlPattern.test(pattern) || pattern === '/resources/*') return 'VALUE';
    if (pattern === '/clusterName' || pattern === '/generationTime') return 'VALUE';
    if (pattern === '/metadata') return 'VALUE';
    if (pattern.startsWith('/results/'))
      throw new ReportError('An object stands where "results" has a list.', { where: pattern });
    return /^(?:|\/results|\/resources|\/summaryDetails|\/summaryDetails\/controls)$/.test(pattern)
      ? 'ENTER'
      : 'SKIP';
  }

  enter(pattern: string): void {
    if (pattern === '/results' || pattern === '/summaryDetails') this.#hasResults = true;
  }

  leave(pattern: string): void {
    if (pattern === '/summaryDetails') this.#isSummaryRead = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/results/*') this.#result(value, where);
    else if (pattern === '/resources/*') this.#resource(value);
    else if (pattern === '/metadata') this.#metadata(value);
    else if (pattern === '/clusterName') this.#cluster.name ??= textOf(value);
    else if (pattern === '/generationTime') this.#time(value);
    else if (isObject(value) && this.#cluster.controls.size < maxControls) {
      const id = textOf(value.controlID) ?? where.slice(where.lastIndexOf('/') + 1);
      const { name, scoreFactor, severity, category } = value;
      this.#cluster.controls.set(id, { name, scoreFactor, severity, category });
    }
  }

  held(pattern: string, text: string, where: string): void {
    this.#held.add(pattern, text, where);
  }

  end(): void {
    for (const { text, where } of this.#held.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      if (value !== undefined) this.#result(value, where);
    }
    if (!this.#hasResults) {
      throw new ReportError(
        'The file holds neither "results" nor "summaryDetails". Run kubescape scan with --format json --format-version v2.',
        { where: '/results' },
      );
    }
    const checksRun = [...this.#cluster.controls.keys()];
    if (checksRun.length > 0) this.#sink.scan({ checksRun });
  }

  #time(value: JsonValue): void {
    const time = utcOfIso(textOf(value) ?? '');
    if (time === undefined) return;
    this.#cluster.seenAt = time;
    this.#sink.scan({ finishedAt: time });
  }

  #metadata(value: JsonValue): void {
    const { scanMetadata, contextMetadata, targetMetadata } = objectOf(value);
    const toolVersion = textOf(objectOf(scanMetadata).kubescapeVersion)?.slice(0, 100);
    const context = objectOf(objectOf(contextMetadata ?? targetMetadata).clusterContextMetadata);
    if (toolVersion !== undefined) this.#sink.scan({ toolVersion });
    this.#cluster.name ??= textOf(context.contextName);
  }

  #resource(value: JsonValue): void {
    const resource = objectOf(value);
    const id = textOf(resource.resourceID);
    const source = objectOf(resource.source);
    const path = textOf(source.relativePath) ?? textOf(source.path);
    if (id !== undefined && path !== undefined && this.#cluster.paths.size < maxPaths) {
      this.#cluster.paths.set(id, path.slice(0, 4_000));
    }
  }

  #result(value: JsonValue, where: string): void {
    const result = objectOf(value);
    const target = targetOfResource(textOf(result.resourceID) ?? '', this.#cluster.name);
    arrayOf(result.controls).forEach((control, index) => {
      const at = `${where}/controls/${index}`;
      this.#sink.sourceItem();
      const finding = isObject(control)
        ? findingOfControl(control, { where: at, target, cluster: this.#cluster, sink: this.#sink })
        : undefined;
      if (finding !== undefined) this.#sink.finding(finding);
      else {
        const message = 'A control without controlID was left out.';
        this.#sink.problem({ code: 'ROW_UNREADABLE', message, where: at, dropsItem: true });
      }
    });
    if (target.raw !== '') this.#sink.covered({ target, complete: true });
  }
}
