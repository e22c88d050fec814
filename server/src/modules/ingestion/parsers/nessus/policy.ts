import type { ParseSink } from '../parser.ts';

const maxChecks = 200_000;
const scanInformationPlugin = '19506';

/** Reads what the file says about the scan as a whole: policy name, enabled plugins, scanner version. */
export class PolicyReader {
  readonly #sink: ParseSink;
  #preference = '';
  #toolVersion: string | undefined;
  #policyName: string | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  openReport(name: string): void {
    if (this.#policyName === undefined && name !== '') this.#sink.scan({ policy: name.slice(0, 500) });
  }

  close(name: string, text: string): void {
    switch (name) {
      case 'policyName':
        if (text.trim() === '') return;
        this.#policyName = text.trim().slice(0, 500);
        this.#sink.scan({ policy: this.#policyName });
        return;
      case 'name':
        this.#preference = text;
        return;
      case 'value':
        if (this.#preference === 'plugin_set') this.#checksRun(text);
        this.#preference = '';
    }
  }

  /** Plugin 19506 reports once per host how the scan was run; the first one is taken. */
  noteItem(pluginId: string, pluginOutput: string | undefined): void {
    if (pluginId !== scanInformationPlugin || this.#toolVersion !== undefined || pluginOutput === undefined)
      return;
    const version = /Nessus version : ([\w.-]{1,40})/.exec(pluginOutput)?.[1];
    if (version === undefined) return;
    this.#toolVersion = version;
    this.#sink.scan({ toolVersion: version });
  }

  #checksRun(text: string): void {
    const checks = text.split(';', maxChecks + 1).filter((id) => id !== '');
    if (checks.length === 0) return;
    if (checks.length > maxChecks) {
      this.#sink.problem({
        code: 'FIELD_TRUNCATED',
        message: `The policy enables more than ${maxChecks} plugins, so the list of checks that ran was left out.`,
        where: 'Policy/Preferences/ServerPreferences/plugin_set',
        dropsItem: false,
      });
      return;
    }
    this.#sink.scan({ checksRun: checks });
  }
}
