import { nameHost, type TargetDraft } from '../mapping/host.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import { targetOfStart, type WebPlace, webPlaceOf } from '../mapping/web-place.ts';
import type { ParseSink, RawFinding } from '../parser.ts';

/** The scanned site. Findings go through here: they get its place and, where they agree in all else, a number. */
export class Site {
  readonly place: Pick<WebPlace, 'target' | 'service'>;
  readonly sink: ParseSink;
  readonly #occurrences = new Occurrences();

  constructor(url: string, address: string, sink: ParseSink) {
    this.sink = sink;
    const web = webPlaceOf(url);
    const target: TargetDraft = { ...(web?.target ?? targetOfStart(url)), kind: 'WEB_APPLICATION' };
    const given: TargetDraft = { kind: 'HOST', raw: address };
    nameHost(given, address);
    if (given.ip !== undefined) target.ip ??= given.ip;
    this.place = { target, service: web?.service };
  }

  report(finding: RawFinding): void {
    const { ruleId, component, locations, matcher } = finding;
    const key = [ruleId, component?.name, component?.ecosystem, locations[0]?.path];
    const numbered = this.#occurrences.matcher(key, matcher);
    this.sink.sourceItem();
    this.sink.finding(numbered === undefined ? finding : { ...finding, matcher: numbered });
  }

  drop(where: string, what: string): void {
    this.sink.sourceItem();
    this.sink.problem({
      code: 'ROW_UNREADABLE',
      message: `An entry of "${what}" is no object and was left out.`,
      where,
      dropsItem: true,
    });
  }
}
