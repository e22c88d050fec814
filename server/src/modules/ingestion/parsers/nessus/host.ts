import { canonicalIp, hostnameOf, macOf, nameHost, type TargetDraft, webTarget } from '../mapping/host.ts';
import { utcOfEpochSeconds, utcOfIso } from '../mapping/time.ts';
import type { CoveredTarget, SourceTarget } from '../parser.ts';

/**
 * Plugins whose very report says that checks needing a sign-in did not run: 21745 (local checks not run after an
 * authentication failure), 104410 (credentials failed), 110385 (insufficient privilege).
 */
const credentialFailurePlugins: ReadonlySet<string> = new Set(['21745', '104410', '110385']);
const pingPlugin = '10180';

/** Reads `HostProperties` of one `ReportHost` and keeps what its items say about the scan of this host. */
export class HostReader {
  readonly #draft: TargetDraft;
  #tag = '';
  #fqdn: string | undefined;
  #netbios: string | undefined;
  #ended = false;
  #endedAt: string | undefined;
  #credentialed: boolean | undefined;
  #dead = false;

  constructor(name: string) {
    this.#draft = { kind: 'HOST', raw: name };
    const web = webTarget(name);
    if (web !== undefined) this.#draft = web;
    else nameHost(this.#draft, name);
  }

  /** The same object for every item of the host, so that ten thousand items cost one target. */
  get target(): SourceTarget {
    return this.#draft;
  }

  /** End of this host's scan in UTC, when the file gives it with a zone. */
  get seenAt(): string | undefined {
    return this.#endedAt;
  }

  openTag(name: string): void {
    this.#tag = name;
  }

  closeTag(text: string): void {
    const value = text.trim();
    if (value === '') return;
    switch (this.#tag) {
      case 'host-ip':
        this.#setIp(value);
        return;
      case 'host-fqdn':
        this.#fqdn = value;
        this.#setName();
        return;
      case 'netbios-name':
        this.#netbios = value;
        this.#setName();
        return;
      case 'operating-system':
        this.#draft.operatingSystem = (value.split('\n', 1)[0] ?? value).slice(0, 500);
        return;
      case 'mac-address':
        this.#setMac(value);
        return;
      case 'system-type':
        if (value === 'web_application') this.#draft.kind = 'WEB_APPLICATION';
        return;
      case 'Credentialed_Scan':
        this.#credentialed = value === 'true';
        return;
      case 'HOST_END':
        this.#ended = true;
        this.#endedAt ??= utcOfIso(value);
        return;
      case 'HOST_END_TIMESTAMP':
        this.#ended = true;
        this.#endedAt = utcOfEpochSeconds(value) ?? this.#endedAt;
    }
  }

  noteItem(pluginId: string, pluginOutput: string | undefined): void {
    if (credentialFailurePlugins.has(pluginId)) this.#credentialed = false;
    if (pluginId === pingPlugin && pluginOutput?.includes('considered as dead') === true) this.#dead = true;
  }

  covered(): CoveredTarget {
    const { target } = this;
    if (this.#dead)
      return { target, complete: false, note: 'The host did not answer, so nothing was checked.' };
    if (!this.#ended)
      return { target, complete: false, note: 'The scan of this host has no end (HOST_END missing).' };
    if (this.#credentialed === false) {
      return {
        target,
        complete: false,
        limitedTo: 'REMOTE_CHECKS',
        note: 'Checks that sign in did not run or failed (Credentialed_Scan is false or a credential plugin reported).',
      };
    }
    return { target, complete: true };
  }

  #setIp(value: string): void {
    const ip = canonicalIp(value);
    if (ip !== undefined) this.#draft.ip = ip;
  }

  #setMac(value: string): void {
    const mac = macOf(value);
    if (mac !== undefined) this.#draft.mac = mac;
  }

  /** A full name wins over the NetBIOS one; a name that the scan was started with wins over both. */
  #setName(): void {
    if (hostnameOf(this.#draft.raw) !== undefined && this.#draft.kind === 'HOST') return;
    const fqdn = this.#fqdn ?? this.#netbios ?? '';
    const web = webTarget(fqdn);
    const name = web?.hostname ?? hostnameOf(fqdn);
    if (name !== undefined) this.#draft.hostname = name;
    if (web?.origin !== undefined) this.#draft.origin ??= web.origin;
  }
}
