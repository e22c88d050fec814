import { ProwlerResults } from '../mapping/prowler.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import { resultOfRecord } from './record.ts';

const parse: Parse = async (source, sink, limits) => {
  const results = new ProwlerResults(sink);
  let known = '';
  await readJsonItems(
    { source, limits, sink },
    { lists: ['/findings/*'], formatName: 'report of Prowler', mayBeEmpty: true },
    {
      item: (value, where) => {
        reportItem(sink, { value, where, lacks: 'has neither check id nor title' }, (record) => {
          const { result, toolVersion } = resultOfRecord(record, where);
          if (toolVersion !== undefined && toolVersion !== known) {
            known = toolVersion;
            sink.scan({ toolVersion: toolVersion.slice(0, 100) });
          }
          return results.finding(result);
        });
      },
    },
  );
  results.end();
};

export default parse;
