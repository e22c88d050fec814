import { type TargetDraft, webTarget } from '../mapping/host.ts';
import { arrayOf, fieldOf, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { CoveredTarget, ParseSink, ScanMeta, SourceTarget } from '../parser.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { RuleBook } from './rules.ts';

const maxArtifacts = 1_000_000;

/** What one run says beside its results (SARIF 2.1.0, section 3.14). */
export class Run {
  readonly rules = new RuleBook();
  readonly #artifactUris: (string | undefined)[] = [];
  #toolName: string | undefined;
  #complete = true;
  #repository: string | undefined;
  #image: string | undefined;
  #root: string | undefined;
  #target: SourceTarget | undefined;

  get toolName(): string {
    return this.#toolName ?? '';
  }

  /** Takes a property of the run or of its driver; unknown ones are passed by. */
  property(name: string, value: JsonValue, sink: ParseSink): void {
    switch (name) {
      case 'name':
        this.#toolName = textOf(value)?.slice(0, 200);
        if (this.#toolName !== undefined) sink.scan({ toolName: this.#toolName });
        return;
      case 'version':
      case 'semanticVersion': {
        const toolVersion = textOf(value)?.slice(0, 100);
        if (toolVersion !== undefined) sink.scan({ toolVersion });
        return;
      }
      case 'invocations':
        this.#invocations(value, sink);
        return;
      case 'versionControlProvenance':
        this.#repository ??= textOf(objectOf(arrayOf(value)[0]).repositoryUri);
        return;
      case 'originalUriBaseIds':
        this.#root ??= rootOf(value);
        return;
      case 'properties':
        this.#image ??= textOf(fieldOf(objectOf(value), 'imageName'));
        return;
      case 'externalPropertyFileReferences':
        this.#external(sink);
    }
  }

  artifact(value: JsonValue): void {
    if (this.#artifactUris.length >= maxArtifacts) return;
    this.#artifactUris.push(textOf(objectOf(objectOf(value).location).uri));
  }

  artifactUri(index: number | undefined): string | undefined {
    return index === undefined ? undefined : this.#artifactUris[index];
  }

  /** The repository or image that was scanned; `raw` is empty when the run names none. */
  get target(): SourceTarget {
    this.#target ??= this.#makeTarget();
    return this.#target;
  }

  get coverage(): CoveredTarget {
    if (this.#complete) return { target: this.target, complete: true };
    return { target: this.target, complete: false, note: 'The report says that the run was not successful.' };
  }

  #makeTarget(): SourceTarget {
    const named = this.#image ?? this.#repository ?? this.#root;
    if (named === undefined) return { kind: 'OTHER', raw: '' };
    const target: TargetDraft = {
      kind: this.#image === undefined ? 'REPOSITORY' : 'CONTAINER_IMAGE',
      raw: named,
    };
    target.reference = named;
    return target;
  }

  #invocations(value: JsonValue, sink: ParseSink): void {
    for (const entry of arrayOf(value)) {
      const { executionSuccessful, startTimeUtc, endTimeUtc } = objectOf(entry);
      if (executionSuccessful === false) this.#complete = false;
      const startedAt = utcOfIso(textOf(startTimeUtc) ?? '');
      const finishedAt = utcOfIso(textOf(endTimeUtc) ?? '');
      const meta: ScanMeta = {
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(finishedAt === undefined ? {} : { finishedAt }),
      };
      if (startedAt !== undefined || finishedAt !== undefined) sink.scan(meta);
    }
  }

  #external(sink: ParseSink): void {
    this.#complete = false;
    sink.problem({
      code: 'PARTS_ELSEWHERE',
      message:
        'The run keeps parts of itself in other files, which are not read. Export it as a single file.',
      where: '/runs',
      dropsItem: false,
    });
  }
}

/** A web application scanner puts URLs where others put files. */
export function targetOfUri(run: Run, uri: string | undefined): SourceTarget {
  return (uri === undefined ? undefined : webTarget(uri)) ?? run.target;
}

/** A base URI is only a name for the scanned thing when it is no folder of a build machine. */
function rootOf(value: JsonValue): string | undefined {
  for (const entry of Object.values(objectOf(value))) {
    const uri = textOf(objectOf(entry).uri);
    if (uri !== undefined && /^https?:\/\//.test(uri)) return uri.slice(0, 2_000);
  }
  return undefined;
}
