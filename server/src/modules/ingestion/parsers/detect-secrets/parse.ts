import type { Severity } from '../../../../kernel/severity.ts';
import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { fieldOf, positiveOf, sourceDataOf, textOf } from '../mapping/json.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { reportItem } from '../mapping/report-item.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, type RawFinding, ReportError } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'detect-secrets' });
  const events = new DetectSecretsEvents(sink);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const listStart = '/results/';

/** `results` is an object of lists, by file name; names hold slashes, so the end of a pattern tells a list from its entries. */
class DetectSecretsEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #occurrences = new Occurrences();
  #hasResults = false;
  #file = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '' || pattern === '/results') return 'ENTER';
    if (pattern === '/version' || pattern === '/generated_at') return 'VALUE';
    if (!pattern.startsWith(listStart)) return 'SKIP';
    return pattern === `${listStart}${this.#file}/*` ? 'ITEM' : 'ENTER';
  }

  enter(pattern: string): void {
    if (pattern === '/results') this.#hasResults = true;
    if (pattern.startsWith(listStart)) this.#file = pattern.slice(listStart.length);
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const text = textOf(value) ?? '';
    if (pattern === '/version' && text !== '') this.#sink.scan({ toolVersion: text.slice(0, 100) });
    const finishedAt = pattern === '/generated_at' ? utcOfIso(text) : undefined;
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
    if (!pattern.startsWith(listStart)) return;
    reportItem(this.#sink, { value, where, lacks: 'has no type' }, (item) => this.#finding(item, where));
  }

  end(): void {
    if (!this.#hasResults) {
      throw new ReportError('The file holds no "results", so it is no baseline of detect-secrets.', {
        where: '/results',
      });
    }
    this.#sink.covered({ target: { kind: 'REPOSITORY', raw: '' }, complete: true });
  }

  #finding(item: JsonObject, where: string): RawFinding | undefined {
    const ruleId = textOf(item.type);
    if (ruleId === undefined) return undefined;
    const path = textOf(item.filename) ?? this.#file;
    const hash = textOf(fieldOf(item, 'hashed_secret'));
    const verified = fieldOf(item, 'is_verified') === true;
    return {
      ...baseFinding({
        where,
        ruleId,
        title: `${ruleId} in ${path}`,
        severity: severityOf(item, verified),
        sourceSeverity: verified ? 'verified' : 'unverified',
        target: { kind: 'REPOSITORY', raw: '' },
      }),
      locations: [{ path, ...given({ line: positiveOf(fieldOf(item, 'line_number')) }) }],
      // A credential in code, by what the tool is for (CWE-798).
      cwes: [798],
      sourceData: sourceDataOf(item, usedFields),
      ...given({
        confidence: verified ? 1 : undefined,
        matcher: this.#occurrences.matcher([ruleId, path], hash),
        sourceStatus: fieldOf(item, 'is_secret') === false ? ('FALSE_POSITIVE' as const) : undefined,
      }),
    };
  }
}

const usedFields: ReadonlySet<string> = new Set([
  'type',
  'filename',
  'line_number',
  'is_verified',
  'hashed_secret',
]);

/** A secret that works, one that a person confirmed, and a guess. */
function severityOf(item: JsonObject, verified: boolean): Severity {
  if (verified) return 'CRITICAL';
  return fieldOf(item, 'is_secret') === true ? 'HIGH' : 'MEDIUM';
}
