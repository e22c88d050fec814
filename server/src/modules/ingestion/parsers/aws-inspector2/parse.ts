import { CoveredTargets } from '../mapping/covered-targets.ts';
import { isObject } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfInspector } from './finding.ts';

const note = 'A page or a filtered report does not say all that was looked for.';

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Amazon Inspector' });
  const covered = new CoveredTargets(sink);
  const add = (value: JsonValue, where: string): void => {
    // An event of EventBridge wraps one finding; a line may be a whole page.
    if (isObject(value) && isObject(value.detail)) {
      add(value.detail, `${where} detail`);
      return;
    }
    if (isObject(value) && Array.isArray(value.findings)) {
      value.findings.forEach((entry, index) => {
        add(entry, `${where} findings ${index}`);
      });
      return;
    }
    reportItem(sink, { value, where, lacks: 'has neither a vulnerability nor a title' }, (record) => {
      const finding = findingOfInspector(record, where, sink);
      if (finding !== undefined) covered.add(finding.target, { complete: false, note });
      return finding;
    });
  };
  await readJsonItems(
    { source, limits, sink },
    { lists: ['/findings/*'], formatName: 'report of Amazon Inspector', mayBeEmpty: true },
    { item: add },
  );
};

export default parse;
