import type { Parse, ParseSink } from '../parser.ts';
import { readXml, type XmlAttributes, type XmlEvents, type XmlPosition } from '../readers/xml/reader.ts';
import { HostReader } from './host.ts';
import { ItemReader } from './item.ts';
import { PolicyReader } from './policy.ts';

/** The preference `plugin_set` lists every enabled plugin in one text, about 1 MB for a full feed. */
const maxPluginSetLength = 8 * 1024 * 1024;

const parse: Parse = async (source, sink, limits) => {
  await readXml(
    {
      source,
      limits,
      sink,
      roots: ['NessusClientData_v2'],
      formatName: 'a .nessus file',
      longTexts: new Map([
        ['value', maxPluginSetLength],
        ['settings_plugin_ids', maxPluginSetLength],
      ]),
    },
    (position) => new NessusEvents(sink, position),
  );
};

export default parse;

/** Routes elements to the part of the file they stand in: policy, host or report item. */
class NessusEvents implements XmlEvents {
  readonly #sink: ParseSink;
  readonly #position: XmlPosition;
  readonly #policy: PolicyReader;
  #host: HostReader | undefined;
  #item: ItemReader | undefined;

  constructor(sink: ParseSink, position: XmlPosition) {
    this.#sink = sink;
    this.#position = position;
    this.#policy = new PolicyReader(sink);
    sink.scan({ toolName: 'Nessus' });
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#item !== undefined) return;
    switch (name) {
      case 'ReportItem':
        this.#item = new ItemReader(attributes, this.#position.line);
        return;
      case 'ReportHost':
        this.#host = new HostReader(attributes.name ?? '');
        return;
      case 'tag':
        this.#host?.openTag(attributes.name ?? '');
        return;
      case 'Report':
        this.#policy.openReport(attributes.name ?? '');
    }
  }

  close(name: string, text: string): void {
    if (this.#item !== undefined) {
      if (name === 'ReportItem') this.#closeItem(this.#item);
      else if (text !== '') this.#item.field(name, text);
      return;
    }
    if (this.#host === undefined) {
      this.#policy.close(name, text);
      return;
    }
    if (name === 'tag') this.#host.closeTag(text);
    else if (name === 'ReportHost') this.#closeHost(this.#host);
  }

  #closeItem(item: ItemReader): void {
    this.#item = undefined;
    this.#sink.sourceItem();
    const host = this.#host;
    const finding = host === undefined ? undefined : item.finding(host.target, host.seenAt, this.#sink);
    if (finding === undefined || host === undefined) {
      this.#sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A ReportItem without pluginID or outside a ReportHost was left out.',
        where: item.where,
        dropsItem: true,
      });
      return;
    }
    host.noteItem(item.pluginId, item.pluginOutput);
    this.#policy.noteItem(item.pluginId, item.pluginOutput);
    this.#sink.finding(finding);
  }

  #closeHost(host: HostReader): void {
    this.#host = undefined;
    this.#sink.covered(host.covered());
  }
}
