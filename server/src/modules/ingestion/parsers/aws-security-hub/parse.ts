import { CoveredTargets } from '../mapping/covered-targets.ts';
import { arrayOf, fieldOf, isObject, objectOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import type { Parse } from '../parser.ts';
import { readJsonItems } from '../readers/json/items.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { findingOfAsff } from './asff.ts';

const lists = ['/Findings/*', '/findings/*', '/detail/findings/*'];

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'AWS Security Hub' });
  const covered = new CoveredTargets(sink);
  const add = (value: JsonValue, where: string): void => {
    const inner = innerList(value);
    if (inner !== undefined) {
      inner.forEach((entry, index) => {
        add(entry, `${where} ${index}`);
      });
      return;
    }
    reportItem(sink, { value, where, lacks: 'has neither an Id nor a title' }, (item) => {
      const finding = findingOfAsff(item, where, sink);
      if (finding !== undefined) {
        covered.add(finding.target, {
          complete: false,
          note: 'An export lists findings, not which checks ran.',
        });
      }
      return finding;
    });
  };
  await readJsonItems(
    { source, limits, sink },
    { lists, formatName: 'export of AWS Security Hub' },
    { item: add },
  );
};

export default parse;

/** A line may be a whole page or an event around its findings. */
function innerList(value: JsonValue): readonly JsonValue[] | undefined {
  if (!isObject(value)) return undefined;
  for (const holder of [value, objectOf(value.detail)]) {
    const list = fieldOf(holder, 'Findings') ?? fieldOf(holder, 'findings');
    if (Array.isArray(list)) return arrayOf(list);
  }
  return undefined;
}
