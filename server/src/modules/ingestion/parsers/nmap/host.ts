import { canonicalIp, hostnameOf, macOf, type TargetDraft } from '../mapping/host.ts';
import { utcOfEpochSeconds } from '../mapping/time.ts';
import type { CoveredTarget, SourceTarget } from '../parser.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';

const maxNames = 100;

/** What one `host` element says of the host itself. Addresses and names stand before the ports, the operating system after them. */
export class NmapHost {
  readonly seenAt: string | undefined;
  readonly #timedOut: boolean;
  readonly #names: { readonly name: string; readonly type: string }[] = [];
  #ip: string | undefined;
  #mac: string | undefined;
  #firstAddress = '';
  #state = 'up';
  #reason = '';
  #portScanned = false;
  #os: { readonly name: string; readonly accuracy: number } | undefined;
  #target: SourceTarget | undefined;

  constructor({ starttime = '', endtime = '', timedout }: XmlAttributes) {
    this.seenAt = utcOfEpochSeconds(endtime) ?? utcOfEpochSeconds(starttime);
    this.#timedOut = timedout === 'true';
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'status':
        this.#state = attributes.state ?? 'up';
        this.#reason = attributes.reason ?? '';
        return;
      case 'address':
        this.#address(attributes);
        return;
      case 'hostname':
        if (attributes.name !== undefined && this.#names.length < maxNames)
          this.#names.push({ name: attributes.name, type: attributes.type ?? '' });
        return;
      case 'ports':
        this.#portScanned = true;
        return;
      case 'osmatch':
        this.#osMatch(attributes);
    }
  }

  /** Names beside the one that became the target's: what the scan was started with, more reverse names. */
  get otherNames(): readonly string[] {
    return this.#names.map(({ name }) => name).filter((name) => hostnameOf(name) !== this.target.hostname);
  }

  /** The same object for every finding of the host. */
  get target(): SourceTarget {
    this.#target ??= this.#makeTarget();
    return this.#target;
  }

  covered(): CoveredTarget {
    const target =
      this.#os === undefined ? this.target : { ...this.target, operatingSystem: this.#os.name.slice(0, 500) };
    if (this.#state !== 'up') {
      const reason = this.#reason === '' ? '' : ` (${this.#reason})`;
      return {
        target,
        complete: false,
        note: `The host was ${this.#state}${reason}, so nothing was checked.`,
      };
    }
    if (this.#timedOut)
      return { target, complete: false, note: 'The scan of this host took too long and was ended.' };
    if (!this.#portScanned)
      return { target, complete: false, note: 'Only whether the host answers was looked at, no port.' };
    return { target, complete: true };
  }

  #address({ addr = '', addrtype }: XmlAttributes): void {
    if (addrtype === 'mac') {
      this.#mac ??= macOf(addr);
      return;
    }
    this.#ip ??= canonicalIp(addr);
    if (this.#firstAddress === '') this.#firstAddress = addr;
  }

  #osMatch({ name = '', accuracy }: XmlAttributes): void {
    const percent = Number(accuracy ?? 0);
    if (name !== '' && percent > (this.#os?.accuracy ?? -1)) this.#os = { name, accuracy: percent };
  }

  /** The name that the address itself has (PTR) is the host's; a name that the scan was started with may be one of many on it. */
  #makeTarget(): SourceTarget {
    const named = this.#names.find(({ type }) => type === 'PTR') ?? this.#names[0];
    const raw = this.#firstAddress || named?.name || this.#mac || '';
    const target: TargetDraft = { kind: 'HOST', raw };
    const hostname = hostnameOf(named?.name ?? '');
    if (hostname !== undefined) target.hostname = hostname;
    if (this.#ip !== undefined) target.ip = this.#ip;
    if (this.#mac !== undefined) target.mac = this.#mac;
    return target;
  }
}
