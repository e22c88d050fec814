import { HeldItems } from '../mapping/holding.ts';
import { isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseLimits, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type JsonEvents, type JsonPlan, readHeldItem, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { type EntryKind, entryKinds, entryOf } from './entry.ts';
import { type Artifact, type Resource, type Result, targetOf } from './target.ts';

const parse: Parse = async (source, sink, limits) => {
  const events = new TrivyEvents(sink, limits);
  await readJson({ source, limits, sink }, events);
};

export default parse;

/** Lists of results: schema 2, the legacy array, and the sections of a cluster report over the years. */
const resultPattern =
  /^(?:\/Results\/\*|\/\*|\/(?:Vulnerabilities|Misconfigurations|Resources|Findings)\/\*\/Results\/\*)$/;
const resourcePattern = /^\/(?:Vulnerabilities|Misconfigurations|Resources|Findings)\/\*$/;
const entryPattern = new RegExp(`^(.*)/(${entryKinds.join('|')})/\\*$`);
const artifactFields: ReadonlySet<string> = new Set([
  '/ArtifactName',
  '/ArtifactType',
  '/ClusterName',
  '/CreatedAt',
  '/Trivy',
]);

class TrivyEvents implements JsonEvents {
  readonly #sink: ParseSink;
  readonly #limits: ParseLimits;
  readonly #artifact: Artifact = {};
  #resource: Resource | undefined;
  #result: Result = {};
  #target: SourceTarget | undefined;
  readonly #beforeTarget = new HeldItems('the Target');
  readonly #beforeArtifact = new HeldItems('the ArtifactName');
  readonly #plans = new Map<string, { kind: 'RESULT' | 'RESOURCE' | 'FIELD' | 'OTHER'; entry?: EntryKind }>();

  constructor(sink: ParseSink, limits: ParseLimits) {
    this.#sink = sink;
    this.#limits = limits;
    sink.scan({ toolName: 'Trivy' });
  }

  plan(pattern: string): JsonPlan {
    const known = this.#classOf(pattern);
    if (known.entry !== undefined) return this.#result.target === undefined ? 'HOLD' : 'ITEM';
    if (known.kind === 'RESULT') {
      return pattern === '/Results/*' && this.#artifact.name === undefined ? 'HOLD' : 'ENTER';
    }
    if (known.kind === 'RESOURCE') return 'ENTER';
    if (known.kind === 'FIELD') return 'VALUE';
    return pattern === '' || isSection(pattern) ? 'ENTER' : 'SKIP';
  }

  enter(pattern: string): void {
    const { kind } = this.#classOf(pattern);
    if (kind === 'RESOURCE') this.#resource = {};
    if (kind === 'RESULT') {
      this.#result = {};
      this.#target = undefined;
    }
  }

  leave(pattern: string): void {
    const { kind } = this.#classOf(pattern);
    if (kind === 'RESULT') this.#leaveResult(pattern);
    if (kind === 'RESOURCE') this.#leaveResource();
    if (pattern === '') this.#leaveDocument();
  }

  value(pattern: string, value: JsonValue, where: string): void {
    const { entry, kind } = this.#classOf(pattern);
    if (entry !== undefined) {
      this.#entry(entry, value, where);
      return;
    }
    if (pattern === '') {
      if (value !== null)
        throw new ReportError('The file holds a single JSON value that is no Trivy report.');
      return;
    }
    if (kind === 'RESULT' || kind === 'RESOURCE') return;
    this.#field(pattern, value);
  }

  held(pattern: string, text: string, where: string): void {
    if (pattern === '/Results/*') this.#beforeArtifact.add(pattern, text, where);
    else this.#beforeTarget.add(pattern, text, where);
  }

  #field(pattern: string, value: JsonValue): void {
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    const text = textOf(value)?.slice(0, 2_000);
    if (artifactFields.has(pattern)) this.#artifactField(name, text, value);
    else if (resultPattern.test(pattern.slice(0, pattern.lastIndexOf('/')))) {
      if (name === 'Target') this.#result = { ...this.#result, target: text ?? '' };
      if (name === 'Class' && text !== undefined) this.#result = { ...this.#result, class: text };
      if (name === 'Type' && text !== undefined) this.#result = { ...this.#result, type: text };
      this.#target = undefined;
    } else if (text !== undefined) this.#resource = { ...this.#resource, [name]: text };
  }

  #artifactField(name: string, text: string | undefined, value: JsonValue): void {
    if (name === 'ArtifactName') this.#artifact.name = text ?? '';
    if (name === 'ArtifactType' && text !== undefined) this.#artifact.type = text;
    if (name === 'ClusterName' && text !== undefined) this.#artifact.cluster = text;
    const startedAt = name === 'CreatedAt' ? utcOfIso(text ?? '') : undefined;
    if (startedAt !== undefined) this.#sink.scan({ startedAt });
    const version = name === 'Trivy' ? textOf(objectOf(value).Version) : undefined;
    if (version !== undefined) this.#sink.scan({ toolVersion: version.slice(0, 100) });
  }

  #entry(kind: EntryKind, value: JsonValue, where: string): void {
    this.#sink.sourceItem();
    this.#target ??= targetOf(this.#artifact, this.#resource, this.#result);
    const context = {
      target: this.#target,
      result: this.#result,
      resource: this.#resource,
      where,
      sink: this.#sink,
    };
    const finding = isObject(value) ? entryOf(kind, value, context) : undefined;
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: `An entry of ${kind} has no id or is no object, and was left out.`,
      where,
      dropsItem: true,
    });
  }

  #leaveResult(pattern: string): void {
    const parents = new RegExp(`^${pattern.replaceAll('*', '\\*')}/`);
    for (const { text, where, pattern: held } of this.#beforeTarget.release()) {
      const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
      const { entry } = this.#classOf(held);
      if (value !== undefined && entry !== undefined && parents.test(held)) this.#entry(entry, value, where);
    }
    if (pattern === '/*')
      this.#sink.covered({ target: targetOf(this.#artifact, undefined, this.#result), complete: true });
  }

  #leaveResource(): void {
    const target = targetOf(this.#artifact, this.#resource, {});
    const note = this.#resource?.Error;
    this.#sink.covered(
      note === undefined ? { target, complete: true } : { target, complete: false, note: note.slice(0, 500) },
    );
    this.#resource = undefined;
  }

  #leaveDocument(): void {
    for (const { text, where } of this.#beforeArtifact.release()) this.#heldResult(text, where);
    if (this.#artifact.name !== undefined) {
      this.#sink.covered({ target: targetOf(this.#artifact, undefined, {}), complete: true });
    }
  }

  #heldResult(text: string, where: string): void {
    const value = readHeldItem({ limits: this.#limits, sink: this.#sink }, text, where);
    const result = objectOf(value);
    const [type] = textsOf(result.Type);
    const [resultClass] = textsOf(result.Class);
    this.#result = {
      target: textOf(result.Target) ?? '',
      ...(type === undefined ? {} : { type }),
      ...(resultClass === undefined ? {} : { class: resultClass }),
    };
    this.#target = undefined;
    for (const kind of entryKinds) {
      const entries = result[kind];
      if (!Array.isArray(entries)) continue;
      entries.forEach((entry, index) => {
        this.#entry(kind, entry, `${where}/${kind}/${index}`);
      });
    }
  }

  #classOf(pattern: string): { kind: 'RESULT' | 'RESOURCE' | 'FIELD' | 'OTHER'; entry?: EntryKind } {
    const known = this.#plans.get(pattern);
    if (known !== undefined) return known;
    const found = classify(pattern);
    if (this.#plans.size < 10_000) this.#plans.set(pattern, found);
    return found;
  }
}

function classify(pattern: string): { kind: 'RESULT' | 'RESOURCE' | 'FIELD' | 'OTHER'; entry?: EntryKind } {
  const [, parent = '', name] = entryPattern.exec(pattern) ?? [];
  const entry = entryKinds.find((kind) => kind === name);
  if (entry !== undefined && resultPattern.test(parent)) return { kind: 'OTHER', entry };
  if (resultPattern.test(pattern)) return { kind: 'RESULT' };
  if (resourcePattern.test(pattern)) return { kind: 'RESOURCE' };
  if (artifactFields.has(pattern)) return { kind: 'FIELD' };
  const last = pattern.lastIndexOf('/');
  const above = pattern.slice(0, Math.max(0, last));
  const field = pattern.slice(last + 1);
  if (resultPattern.test(above) && /^(?:Target|Class|Type)$/.test(field)) return { kind: 'FIELD' };
  if (resourcePattern.test(above) && /^(?:Namespace|Kind|Name|Error)$/.test(field)) return { kind: 'FIELD' };
  return { kind: 'OTHER' };
}

function isSection(pattern: string): boolean {
  const parent = pattern.slice(0, pattern.lastIndexOf('/'));
  const list = `${pattern}/*`;
  return (
    resultPattern.test(list) ||
    resourcePattern.test(list) ||
    (entryPattern.test(list) && resultPattern.test(parent))
  );
}
