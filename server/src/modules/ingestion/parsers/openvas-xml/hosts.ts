import { hostnameOf, macOf, nameHost, type TargetDraft } from '../mapping/host.ts';
import type { CoveredTarget, ParseSink, SourceTarget } from '../parser.ts';
import { childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';

const maxHosts = 200_000;

/** The target that a result or host element names: an address, beside it a name. */
export function targetOf(address: string, name: string | undefined): TargetDraft {
  const target: TargetDraft = { kind: 'HOST', raw: address };
  nameHost(target, address);
  const hostname = hostnameOf(name ?? '');
  if (hostname !== undefined) target.hostname = hostname;
  return target;
}

/** Text before the first element inside `host`: the address, where newer versions add elements. */
export function addressIn(host: XmlElement | undefined): string {
  return (host?.children[0]?.before ?? host?.text ?? '').trim();
}

/** Gathers which hosts were scanned, and how far; reported when the file has been read to the end. */
export class Hosts {
  readonly #sink: ParseSink;
  readonly #covered = new Map<string, CoveredTarget>();
  readonly #names = new Map<string, SourceTarget>();
  #status = '';
  #expected = 0;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  status(text: string): void {
    if (text !== '') this.#status = text;
  }

  expected(count: number): void {
    this.#expected = Math.max(this.#expected, count);
  }

  seen(target: SourceTarget): void {
    if (target.raw !== '' && this.#names.size < maxHosts) this.#names.set(target.raw, target);
  }

  /** `host` beside the results: address, start, end and what was found out. In `port` it is an address alone. */
  host(element: XmlElement): void {
    const address = textIn(element, 'ip');
    if (address === undefined || this.#covered.size >= maxHosts) return;
    const details = new Map(
      childrenOf(element, 'detail').map((detail) => [
        textIn(detail, 'name') ?? '',
        textIn(detail, 'value') ?? '',
      ]),
    );
    const known = this.#names.get(address);
    const target = targetOf(address, known?.hostname ?? details.get('hostname'));
    const system = details.get('best_os_txt');
    const mac = macOf(details.get('MAC') ?? '');
    if (system !== undefined && system !== '') target.operatingSystem = system.slice(0, 500);
    if (mac !== undefined) target.mac = mac;
    this.#covered.set(address, coverageOf(target, element, details));
  }

  end(found: number): void {
    const note = this.#incomplete(found);
    for (const [raw, target] of this.#names)
      if (!this.#covered.has(raw)) this.#covered.set(raw, { target, complete: true });
    for (const covered of this.#covered.values()) {
      const cutShort = note !== undefined && (covered.complete || covered.limitedTo !== undefined);
      this.#sink.covered(cutShort ? { target: covered.target, complete: false, note } : covered);
    }
  }

  #incomplete(found: number): string | undefined {
    if (this.#status !== '' && !/^(?:done|processing)$/i.test(this.#status))
      return `The scan's status is ${this.#status.slice(0, 60)}.`;
    if (found < this.#expected)
      return `The report holds ${found} of ${this.#expected} results; it was exported in pages.`;
    return undefined;
  }
}

function coverageOf(
  target: SourceTarget,
  element: XmlElement,
  details: ReadonlyMap<string, string>,
): CoveredTarget {
  if (textIn(element, 'start') !== undefined && textIn(element, 'end') === undefined)
    return { target, complete: false, note: 'The scan of this host has no end.' };
  const failures = [...details.keys()].filter((name) => /^Auth-\w+-Failure$/.test(name));
  if (failures.length > 0) {
    return {
      target,
      complete: false,
      limitedTo: 'REMOTE_CHECKS',
      note: `Signing in to the host failed (${failures.join(', ').slice(0, 200)}).`,
    };
  }
  return { target, complete: true };
}
