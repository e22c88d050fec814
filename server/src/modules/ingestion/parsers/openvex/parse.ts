import { isObject, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type GroupFacts, readGroupedJson } from '../readers/json/grouped.ts';
import { findingsOf } from './statement.ts';

const document = { at: '', facts: ['author', 'timestamp', 'tooling', '@id'], lists: ['statements'] };
const maxProducts = 100_000;

const parse: Parse = async (source, sink, limits) => {
  const products = new Map<string, SourceTarget>();
  const { lists } = await readGroupedJson({ source, limits, sink }, [document], {
    item: (_list, value, where, facts) => {
      const context = {
        where,
        sink,
        author: textOf(facts.get('author')),
        timestamp: textOf(facts.get('timestamp')),
      };
      const { findings, dropped } = findingsOf(isObject(value) ? value : {}, context);
      sink.sourceItem(findings.length + dropped);
      for (let count = dropped; count > 0; count -= 1) dropStatement(where, sink);
      for (const finding of findings) {
        if (products.size < maxProducts) products.set(finding.target.raw, finding.target);
        sink.finding(finding);
      }
    },
    leave: (facts) => reportDocument(facts, products, sink),
  });
  if (lists.size > 0) return;
  throw new ReportError('The JSON has no list "statements", so it is no OpenVEX document.', {
    where: '/statements',
  });
};

export default parse;

function dropStatement(where: string, sink: ParseSink): void {
  const message = 'A statement without vulnerability was left out.';
  sink.problem({ code: 'ROW_UNREADABLE', message, where, dropsItem: true });
}

function reportDocument(
  facts: GroupFacts,
  products: ReadonlyMap<string, SourceTarget>,
  sink: ParseSink,
): void {
  const finishedAt = utcOfIso(textOf(facts.get('timestamp')) ?? '');
  sink.scan({ toolName: (textOf(facts.get('tooling')) ?? 'OpenVEX').slice(0, 200) });
  if (finishedAt !== undefined) sink.scan({ finishedAt });
  const note = 'An OpenVEX document speaks of the weaknesses it names and of no others.';
  for (const target of products.values()) sink.covered({ target, complete: false, note });
  if (products.size === 0) return;
  sink.problem({
    code: 'SEVERITY_NOT_STATED',
    message: 'OpenVEX does not rate severities; MEDIUM was taken for every statement.',
    where: '/statements',
    dropsItem: false,
  });
}
