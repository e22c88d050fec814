import { genericFields, isGenericField } from '../mapping/generic-fields.ts';
import { genericFinding } from '../mapping/generic-finding.ts';
import { placesOf } from '../mapping/generic-place.ts';
import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError, type ScanMeta } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readJson } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { MappedDocument } from './mapped.ts';

const parse: Parse = async (source, sink, limits, options) => {
  const columns = options?.columns;
  const events = columns === undefined ? new GenericEvents(sink) : new MappedDocument(sink, columns);
  await readJson({ source, limits, sink }, events);
  events.end();
};

export default parse;

const documentFields: ReadonlySet<string> = new Set([
  '/name',
  '/type',
  '/version',
  '/description',
  '/tool',
  '/tool_version',
  '/started_at',
  '/finished_at',
]);

class GenericEvents implements JsonEvents {
  readonly #sink: ParseSink;
  #hasFindings = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  plan(pattern: string): JsonPlan {
    if (pattern === '/findings/*') return 'ITEM';
    if (pattern === '' || pattern === '/findings' || pattern === '/covered') return 'ENTER';
    if (pattern === '/covered/*' || documentFields.has(pattern)) return 'VALUE';
    throw new ReportError(
      `The document has a field that the generic format does not know: "${pattern.slice(1, 100)}". Remove it, or put it into a finding's tags or description.`,
      { where: pattern },
    );
  }

  enter(pattern: string): void {
    if (pattern === '/findings') this.#hasFindings = true;
  }

  value(pattern: string, value: JsonValue, where: string): void {
    if (pattern === '/findings/*') this.#finding(value, where);
    else if (pattern === '/covered/*') this.#covered(value);
    else this.#field(pattern, textOf(value));
  }

  end(): void {
    if (this.#hasFindings) return;
    throw new ReportError('The document has no list "findings".', { where: '/findings' });
  }

  #field(pattern: string, text: string | undefined): void {
    if (text === undefined) return;
    const utc = utcOfIso(text);
    const meta: ScanMeta | undefined =
      pattern === '/tool' || pattern === '/type'
        ? { toolName: text.slice(0, 200) }
        : pattern === '/tool_version' || pattern === '/version'
          ? { toolVersion: text.slice(0, 100) }
          : pattern === '/name'
            ? { policy: text.slice(0, 500) }
            : utc === undefined
              ? undefined
              : pattern === '/started_at'
                ? { startedAt: utc }
                : { finishedAt: utc };
    if (meta !== undefined) this.#sink.scan(meta);
  }

  /** A target by name, or in the words of a finding (`{"host": …}`, `{"url": …}`). */
  #covered(value: JsonValue): void {
    const { target } = placesOf(isObject(value) ? recordOf(value) : { target: value });
    const complete = objectOf(value).complete !== false;
    if (target.raw !== '') this.#sink.covered({ target, complete });
  }

  #finding(value: JsonValue, where: string): void {
    this.#sink.sourceItem();
    if (isObject(value)) refuseUnknownFields(value, where);
    const finding = isObject(value) ? genericFinding(recordOf(value), where, this.#sink) : undefined;
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An entry without a title was left out.',
      where,
      dropsItem: true,
    });
  }
}

function recordOf(value: JsonObject): Partial<Record<(typeof genericFields)[number], JsonValue>> {
  const record: Partial<Record<(typeof genericFields)[number], JsonValue>> = {};
  for (const field of genericFields) {
    const entry = Object.hasOwn(value, field) ? value[field] : undefined;
    if (entry !== undefined) record[field] = entry;
  }
  return record;
}

/**
 * An unknown field refuses the whole file: it is a misspelt field, and reading on would lose what it was meant to say in
 * every finding.
 */
function refuseUnknownFields(value: JsonObject, where: string): void {
  const unknown = Object.keys(value).filter((name) => !isGenericField(name));
  if (unknown.length === 0) return;
  const names = unknown.slice(0, 10).map((name) => `"${name.slice(0, 100)}"`);
  const more = unknown.length > 10 ? ` and ${unknown.length - 10} more` : '';
  throw new ReportError(
    `The finding at ${where} has fields that the generic format does not know: ${names.join(', ')}${more}. Correct or remove them; nothing was imported.`,
    { where },
  );
}
