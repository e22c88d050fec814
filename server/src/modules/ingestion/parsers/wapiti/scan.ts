import type { Occurrences } from '../mapping/occurrences.ts';
import { reportRow } from '../mapping/report-row.ts';
import { utcOfIso } from '../mapping/time.ts';
import { utcOfWords } from '../mapping/time-words.ts';
import { targetOfStart } from '../mapping/web-place.ts';
import type { ParseSink } from '../parser.ts';
import { type Entry, findingOfEntry } from './entry.ts';

/** What the report says of the scan: `infos` in JSON, `report_infos` in XML, under names that differ a little. */
export class ScanInfo {
  readonly #sink: ParseSink;
  target = '';
  seenAt: string | undefined;

  constructor(sink: ParseSink) {
    this.#sink = sink;
    sink.scan({ toolName: 'Wapiti' });
  }

  field(name: string, text: string): void {
    if (text === '') return;
    if (name === 'target') this.target = text.slice(0, 2_000);
    if (name === 'version' || name === 'generatorVersion') {
      this.#sink.scan({ toolVersion: text.replace(/^wapiti\s+/i, '').slice(0, 100) });
    }
    if (name !== 'date' && name !== 'dateOfScan') return;
    this.seenAt = utcOfWords(text) ?? utcOfIso(text);
    if (this.seenAt !== undefined) this.#sink.scan({ finishedAt: this.seenAt });
  }

  cover(): void {
    if (this.target === '') return;
    this.#sink.covered({ target: targetOfStart(this.target), complete: true });
  }
}

export function reportEntry(entry: Entry, scan: ScanInfo, occurrences: Occurrences, sink: ParseSink): void {
  const { target, seenAt } = scan;
  const finding = findingOfEntry(entry, { target, seenAt, occurrences, sink });
  reportRow(sink, finding, { where: entry.where, lacks: 'stands in no category' });
}
