import { nameHost, portOf, type TargetDraft } from '../mapping/host.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { webPlaceOf } from '../mapping/web-place.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { findingOfItem, type NiktoItem } from './item.ts';

/** A scanned host as every format gives it; `site` is its URL where the format states the scheme. */
export interface NiktoHost {
  readonly name: string;
  readonly ip: string;
  readonly port: string;
  readonly site?: string;
}

export interface HostPlace {
  readonly target: SourceTarget;
  readonly service: RawFinding['service'];
  /** Where paths are put onto; undefined where the scheme is not known. */
  readonly origin: string | undefined;
}

/** Reports the items of one host; the three formats end here. */
export class HostReporter {
  readonly #sink: ParseSink;
  readonly #place: HostPlace;
  readonly #occurrences = new Occurrences();

  constructor(host: NiktoHost, sink: ParseSink) {
    this.#sink = sink;
    this.#place = placeOf(host);
  }

  item(item: NiktoItem): void {
    this.#sink.sourceItem();
    const finding = findingOfItem(item, this.#place, this.#occurrences);
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An item has neither an id nor a message and was left out.',
      where: item.where,
      dropsItem: true,
    });
  }

  covered(complete: boolean, note?: string): void {
    const { target } = this.#place;
    this.#sink.covered(note === undefined ? { target, complete } : { target, complete, note });
  }
}

const schemeOfPort: ReadonlyMap<number, string> = new Map([
  [80, 'http'],
  [443, 'https'],
]);

/** JSON and CSV do not state the scheme: it is taken from the two ports that have one, else the host itself is the target. */
function placeOf({ name, ip, port, site }: NiktoHost): HostPlace {
  const number = portOf(port);
  const host = name === '' || name === 'N/A' ? ip : name;
  const scheme = schemeOfPort.get(number ?? 0);
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const stated = site === undefined ? undefined : webPlaceOf(site);
  const web =
    stated ?? (scheme === undefined || host === '' ? undefined : webPlaceOf(`${scheme}://${bracketed}/`));
  const raw = site ?? (number === undefined ? host : `${bracketed}:${number}`);
  const target: TargetDraft = web === undefined ? { kind: 'HOST', raw } : { ...web.target, raw };
  if (web === undefined) nameHost(target, host);
  const address: TargetDraft = { kind: 'HOST', raw: ip };
  nameHost(address, ip);
  if (address.ip !== undefined) target.ip ??= address.ip;
  const service = web?.service ?? (number === undefined ? undefined : { port: number, transport: 'tcp' });
  return { target, service, origin: web?.target.origin };
}
