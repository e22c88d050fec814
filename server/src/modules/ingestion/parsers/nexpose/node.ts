import { canonicalIp, hostnameOf, macOf, nameHost, type TargetDraft } from '../mapping/host.ts';
import type { CoveredTarget, SourceTarget } from '../parser.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';

/** One host: address, names and operating system stand before its tests. */
export class Node {
  readonly #draft: TargetDraft;
  readonly #status: string;
  readonly address: string;
  #certainty = -1;
  readonly #simpleSystem: string[] = [];

  constructor({ address = '', status = 'alive', 'hardware-address': hardware = '' }: XmlAttributes) {
    this.address = address;
    this.#status = status;
    this.#draft = { kind: 'HOST', raw: address };
    nameHost(this.#draft, address);
    // Written without colons: "005056000001".
    const mac = macOf(hardware.replaceAll(/([0-9A-Fa-f]{2})(?=[0-9A-Fa-f]{2})/g, '$1:'));
    if (mac !== undefined) this.#draft.mac = mac;
  }

  get target(): SourceTarget {
    return this.#draft;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name !== 'os') return;
    const certainty = Number(attributes.certainty ?? 0);
    const { vendor, product, version } = attributes;
    const words = [vendor, product, version].filter((word) => word !== undefined && word !== '');
    if (words.length === 0 || certainty <= this.#certainty) return;
    this.#certainty = certainty;
    this.#draft.operatingSystem = [...new Set(words)].join(' ').slice(0, 500);
  }

  close(name: string, text: string): void {
    const value = text.trim();
    if (value === '') return;
    if (name === 'name') this.#name(value);
    if (name !== 'vendor' && name !== 'product' && name !== 'version') return;
    // The simple report: <fingerprint><vendor/><family/><product/><version/></fingerprint>.
    this.#simpleSystem.push(value);
    if (this.#certainty < 0)
      this.#draft.operatingSystem = [...new Set(this.#simpleSystem)].join(' ').slice(0, 500);
  }

  covered(unfinished: string | undefined): CoveredTarget {
    const { target } = this;
    if (this.#status !== 'alive')
      return {
        target,
        complete: false,
        note: `The host was ${this.#status.slice(0, 60)}, so nothing was checked.`,
      };
    return unfinished === undefined
      ? { target, complete: true }
      : { target, complete: false, note: unfinished };
  }

  /** A full name wins over a short one. */
  #name(text: string): void {
    const hostname = hostnameOf(text);
    if (hostname === undefined || canonicalIp(text) !== undefined) return;
    const known = this.#draft.hostname;
    if (known === undefined || (!known.includes('.') && hostname.includes('.')))
      this.#draft.hostname = hostname;
  }
}
