import { canonicalIp, hostnameOf, macOf, nameHost, type TargetDraft } from '../mapping/host.ts';
import { addOnce } from '../mapping/identifiers.ts';
import type { SourceTarget } from '../parser.ts';

const maxTags = 100;

/** What a report says of one host before its detections. */
export class QualysHost {
  /** The older scan report names the host in attributes of `IP`. */
  readonly isScanHost: boolean;
  readonly tags: string[] = [];
  readonly #target: TargetDraft;
  #netbios: string | undefined;
  #named: boolean;

  constructor(address: string, name?: string) {
    this.isScanHost = address !== '';
    this.#target = { kind: 'HOST', raw: address };
    this.#address(address);
    const hostname = hostnameOf(name ?? '');
    this.#named = hostname !== undefined;
    if (hostname !== undefined) this.#target.hostname = hostname;
  }

  get target(): SourceTarget {
    return this.#target;
  }

  field(name: string, text: string): void {
    const value = text.trim();
    if (value === '') return;
    switch (name) {
      case 'IP':
      case 'IPV6':
        this.#address(value);
        return;
      case 'DNS':
      case 'FQDN':
        this.#name(value, true);
        return;
      case 'NETBIOS':
      case 'NETBIOS_HOSTNAME':
        this.#netbios = value;
        this.#name(this.#netbios, false);
        return;
      case 'OPERATING_SYSTEM':
      case 'OS':
        this.#target.operatingSystem = value.slice(0, 500);
        return;
      case 'MAC_ADDRESS':
        this.#mac(value);
        return;
      case 'ASSET_GROUP_TITLE':
      case 'ASSET_TAG':
        if (this.tags.length < maxTags) addOnce(this.tags, value.slice(0, 200));
    }
  }

  #address(text: string): void {
    const ip = canonicalIp(text);
    if (this.#target.raw === '') {
      this.#target.raw = text;
      if (ip === undefined) nameHost(this.#target, text);
    }
    if (ip !== undefined) this.#target.ip ??= ip;
  }

  /** The name in the DNS wins over the NetBIOS one. */
  #name(text: string, isDns: boolean): void {
    const hostname = hostnameOf(text);
    if (hostname === undefined || this.#named) return;
    this.#target.hostname = hostname;
    this.#named = isDns;
    if (this.#target.raw === '') this.#target.raw = text;
  }

  #mac(text: string): void {
    const mac = macOf(text);
    if (mac !== undefined) this.#target.mac = mac;
  }
}
