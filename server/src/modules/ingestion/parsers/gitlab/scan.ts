import { given } from '../mapping/given.ts';
import { webTarget } from '../mapping/host.ts';
import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink, ScanMeta, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Times of a scan name no zone, but the schema says that they are UTC. */
function utcOfScan(value: JsonObject[string] | undefined): string | undefined {
  const text = textOf(value) ?? '';
  return utcOfIso(text) ?? utcOfIso(`${text}Z`);
}

export function metaOf(scan: JsonObject): ScanMeta {
  const scanner = objectOf(scan.scanner);
  return given({
    toolName: textOf(scanner.name)?.slice(0, 200),
    toolVersion: textOf(scanner.version)?.slice(0, 100),
    startedAt: utcOfScan(scan.start_time),
    finishedAt: utcOfScan(scan.end_time),
  });
}

const kindOfScan: Readonly<Record<string, SourceTarget['kind']>> = {
  container_scanning: 'CONTAINER_IMAGE',
  cluster_image_scanning: 'CONTAINER_IMAGE',
  dast: 'WEB_APPLICATION',
  api_fuzzing: 'WEB_APPLICATION',
};

export const kindOf = (type: string | undefined): SourceTarget['kind'] =>
  kindOfScan[type ?? ''] ?? 'REPOSITORY';

const maxTargets = 10_000;

/** Targets that a report names, each reported once at the end, when the state of the scan is known. */
export class ScannedTargets {
  readonly #targets = new Map<string, SourceTarget>();

  add(target: SourceTarget): void {
    const key = target.origin ?? target.raw;
    if (key !== '' && this.#targets.size < maxTargets && !this.#targets.has(key))
      this.#targets.set(key, target);
  }

  /** Sites of `scanned_resources` count even where nothing was found; a report that names no target covers the scope as a whole. */
  report(scan: JsonObject, sink: ParseSink): void {
    for (const resource of arrayOf(scan.scanned_resources).map(objectOf)) {
      const site = webTarget(textOf(resource.url) ?? '');
      if (site !== undefined) this.add({ ...site, raw: site.origin ?? site.raw });
    }
    if (this.#targets.size === 0) this.#targets.set('', { kind: kindOf(textOf(scan.type)), raw: '' });
    const failed = textOf(scan.status)?.toLowerCase() === 'failure';
    const partial = scan.partial_scan !== undefined && scan.partial_scan !== null;
    const note = failed ? 'The scan failed.' : 'Only what changed was scanned.';
    for (const target of this.#targets.values()) {
      sink.covered(failed || partial ? { target, complete: false, note } : { target, complete: true });
    }
  }
}
