import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { readGroupedJson } from '../readers/json/grouped.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { ElementReader } from '../readers/xml/elements.ts';
import { readXml } from '../readers/xml/reader.ts';
import { reportDependency } from './dependency.ts';
import { dependencyOf, fieldsOf } from './xml-dependency.ts';

/** Dependency-Check writes the same report as XML and as JSON; the first character tells which. */
const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  sink.scan({ toolName: 'Dependency-Check' });
  const reading = { source: replay, limits, sink };
  const count = character === '<' ? await parseXml(reading) : await parseJson(reading);
  sink.covered({ target: count.target, complete: true, note: `${count.dependencies} dependencies` });
};

export default parse;

type Reading = Parameters<typeof readGroupedJson>[0];
type Outcome = { readonly target: SourceTarget; readonly dependencies: number };

async function parseXml(reading: Reading): Promise<Outcome> {
  const { sink, limits } = reading;
  let target = targetOf({});
  let dependencies = 0;
  const whole = new Set(['scanInfo', 'projectInfo', 'dependency']);
  const format = { ...reading, roots: ['analysis'], formatName: 'a report of Dependency-Check' };
  await readXml(format, (position) => {
    const events = {
      whole,
      element: (element: Parameters<typeof dependencyOf>[0]): void => {
        if (element.name === 'scanInfo') reportScan(fieldsOf(element), {}, sink);
        else if (element.name === 'projectInfo') {
          target = targetOf(fieldsOf(element));
          reportScan({}, fieldsOf(element), sink);
        } else {
          dependencies += 1;
          reportDependency(dependencyOf(element), { where: `line ${element.line}`, target, sink });
        }
      },
      tooLarge: (name: string, where: string): void => {
        sink.sourceItem();
        const message = `The element <${name}> takes more memory than an item may and was left out.`;
        sink.problem({ code: 'ITEM_TOO_LARGE', message, where, dropsItem: true });
      },
    };
    return new ElementReader(events, position, limits);
  });
  return { target, dependencies };
}

async function parseJson(reading: Reading): Promise<Outcome> {
  const { sink } = reading;
  let target = targetOf({});
  let dependencies = 0;
  const document = { at: '', facts: ['projectInfo', 'scanInfo'], lists: ['dependencies'] };
  const { lists } = await readGroupedJson(reading, [document], {
    item: (_list, value, where, facts) => {
      dependencies += 1;
      const context = { where, target: targetOf(objectOf(facts.get('projectInfo'))), sink };
      if (isObject(value)) reportDependency(value, context);
      else {
        sink.sourceItem();
        const message = 'A dependency is no object and was left out.';
        sink.problem({ code: 'ROW_UNREADABLE', message, where, dropsItem: true });
      }
    },
    leave: (facts) => {
      target = targetOf(objectOf(facts.get('projectInfo')));
      reportScan(objectOf(facts.get('scanInfo')), objectOf(facts.get('projectInfo')), sink);
    },
  });
  if (lists.size > 0) return { target, dependencies };
  throw new ReportError('The JSON has no list "dependencies", so it is no report of Dependency-Check.', {
    where: '/dependencies',
  });
}

/** The project: by its Maven coordinates without version when it has them, else by the name given to the scan. */
function targetOf(project: JsonObject): SourceTarget {
  const name = textOf(project.name) ?? '';
  const group = textOf(project.groupID);
  const artifact = textOf(project.artifactID);
  const coordinates = group === undefined || artifact === undefined ? undefined : `${group}:${artifact}`;
  const raw = name === '' ? (coordinates ?? '') : name;
  return raw === ''
    ? { kind: 'APPLICATION', raw }
    : { kind: 'APPLICATION', raw, reference: coordinates ?? raw };
}

function reportScan(scan: JsonObject, project: JsonObject, sink: ParseSink): void {
  const toolVersion = textOf(scan.engineVersion)?.slice(0, 100);
  const finishedAt = utcOfIso(textOf(project.reportDate) ?? '');
  if (toolVersion !== undefined) sink.scan({ toolVersion });
  if (finishedAt !== undefined) sink.scan({ finishedAt });
}
