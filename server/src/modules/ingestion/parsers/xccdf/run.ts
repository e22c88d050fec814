import type { Draft } from '../mapping/draft.ts';
import { canonicalIp, hostnameOf, macOf, type TargetDraft } from '../mapping/host.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { CoveredTarget, RawFinding, ScanMeta, SourceTarget } from '../parser.ts';
import type { XmlAttributes } from '../readers/xml/reader.ts';

const maxChecks = 200_000;

/** One TestResult: what was tested, when, with what. Its target stands before its rule results. */
export class TestRun {
  readonly #system: string;
  readonly #start: string | undefined;
  readonly #end: string | undefined;
  readonly #checks: string[] = [];
  readonly #addresses: string[] = [];
  readonly #facts: { readonly name: string; readonly value: string }[] = [];
  #name = '';
  #fact = '';
  #profile: string | undefined;
  #undecided = 0;
  #target: SourceTarget | undefined;

  constructor(attributes: XmlAttributes) {
    this.#system = attributes['test-system'] ?? '';
    this.#start = utcOfIso(attributes['start-time'] ?? '');
    this.#end = utcOfIso(attributes['end-time'] ?? '');
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'profile') this.#profile = attributes.idref;
    if (name === 'fact') this.#fact = attributes.name ?? '';
  }

  close(name: string, text: string): void {
    const value = text.trim().slice(0, 500);
    if (value === '') return;
    if (name === 'target' && this.#name === '') this.#name = value;
    if (name === 'target-address' && this.#addresses.length < 1_000) this.#addresses.push(value);
    if (name === 'fact' && this.#facts.length < 1_000)
      this.#facts.push({ name: this.#fact.toLowerCase(), value });
  }

  get seenAt(): string | undefined {
    return this.#end ?? this.#start;
  }

  get target(): SourceTarget {
    this.#target ??= this.#makeTarget();
    return this.#target;
  }

  note(ruleId: string, resultClass: RawFinding['resultClass']): void {
    if (resultClass === 'INFORMATIONAL') this.#undecided += 1;
    else if (this.#checks.length < maxChecks) this.#checks.push(ruleId);
  }

  /** `alone`: the only run so far, so that its rules are those of the whole file. */
  meta(alone: boolean): ScanMeta & { readonly profile?: string } {
    const meta: Draft<ScanMeta> & { profile?: string } = {};
    // "cpe:/a:redhat:openscap:1.3.7" and "cpe:2.3:a:…" name product and version.
    const parts = this.#system.replace(/^cpe:2\.3:/, 'cpe:/').split(':');
    const [, , , product, version] = parts;
    if (parts[0] === 'cpe' && product) meta.toolName = product.slice(0, 200);
    else if (this.#system !== '') meta.toolName = this.#system.slice(0, 200);
    if (parts[0] === 'cpe' && version && version !== '*') meta.toolVersion = version.slice(0, 100);
    if (this.#start !== undefined) meta.startedAt = this.#start;
    if (this.#end !== undefined) meta.finishedAt = this.#end;
    if (this.#profile !== undefined) meta.profile = this.#profile;
    meta.checksRun = alone ? [...new Set(this.#checks)] : [];
    if (alone) return meta;
    // Two runs may have tested different rules: what ran where is then said by the results themselves.
    const { checksRun: _checks, ...others } = meta;
    return others;
  }

  covered(): CoveredTarget {
    if (this.#checks.length > 0 || this.#undecided === 0) return { target: this.target, complete: true };
    return { target: this.target, complete: false, note: 'No rule passed or failed: nothing was tested.' };
  }

  #makeTarget(): SourceTarget {
    const facts = (end: string): string[] =>
      this.#facts.filter(({ name }) => name.endsWith(end)).map(({ value }) => value);
    const fact = (end: string): string | undefined => facts(end)[0];
    const raw = this.#name || fact(':fqdn') || fact(':host_name') || this.#addresses[0] || '';
    const target: TargetDraft = { kind: 'HOST', raw };
    const ips = [raw, ...this.#addresses, ...facts(':ipv4'), ...facts(':ipv6')]
      .map((address) => canonicalIp(address.replace(/\/\d+$/, '')))
      .filter((address) => address !== undefined);
    const ip = ips.find((address) => !/^(?:127\.|::1$|fe80:)/.test(address));
    const hostname =
      hostnameOf(raw) ?? hostnameOf(fact(':fqdn') ?? '') ?? hostnameOf(fact(':host_name') ?? '');
    const mac = facts(':mac')
      .map(macOf)
      .find((address) => address !== undefined && !/^[0:]*$/.test(address));
    const system = fact(':os_name') ?? fact(':os');
    if (hostname !== undefined) target.hostname = hostname;
    if (ip !== undefined) target.ip = ip;
    if (mac !== undefined) target.mac = mac;
    if (system !== undefined) target.operatingSystem = system;
    return target;
  }
}
