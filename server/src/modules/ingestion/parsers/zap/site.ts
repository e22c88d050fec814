import type { ParseSink } from '../parser.ts';
import {
  type AlertContext,
  findingOfAlert,
  serviceOfSite,
  targetOfSite,
  type ZapAlert,
  type ZapSite,
} from './alert.ts';

/** Reports the alerts of one site; both formats end here. */
export class SiteReporter {
  readonly #sink: ParseSink;
  readonly #context: AlertContext;

  constructor(site: ZapSite, seenAt: string | undefined, sink: ParseSink) {
    this.#sink = sink;
    this.#context = { target: targetOfSite(site), service: serviceOfSite(site), seenAt, sink };
  }

  alert(alert: ZapAlert): void {
    this.#sink.sourceItem();
    const finding = findingOfAlert(alert, this.#context);
    if (finding !== undefined) {
      this.#sink.finding(finding);
      return;
    }
    this.#sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'An alert has neither plugin id nor name and was left out.',
      where: alert.where,
      dropsItem: true,
    });
  }

  covered(): void {
    this.#sink.covered({ target: this.#context.target, complete: true });
  }
}
