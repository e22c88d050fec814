import { textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError } from '../parser.ts';
import { type GroupFacts, type JsonGroup, readGroupedJson } from '../readers/json/grouped.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { infrastructureFinding } from './infrastructure.ts';
import { issueFinding } from './issue.ts';
import { type Project, projectFacts, projectOf } from './project.ts';

const suppressedLists: ReadonlySet<string> = new Set(['filtered/ignore', 'filtered/patch']);
const lists = ['vulnerabilities', 'infrastructureAsCodeIssues', ...suppressedLists];

/** Snyk writes one project as an object, several as an array; a container has its applications inside it. */
const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'Snyk' });
  const { character, replay } = await firstCharacter(source);
  const at = character === '[' ? '/*' : '';
  const groups: readonly JsonGroup[] = [
    { at, facts: projectFacts, lists },
    { at: `${at}/applications/*`, facts: projectFacts, lists },
  ];
  let projects = 0;
  const known = await readGroupedJson({ source: replay, limits, sink }, groups, {
    item: (list, value, where, facts) => {
      const context = { where, sink, project: projectOf(facts), isSuppressed: suppressedLists.has(list) };
      reportItem(sink, { value, where, lacks: 'has no id' }, (issue) =>
        list === 'infrastructureAsCodeIssues'
          ? infrastructureFinding(issue, context)
          : issueFinding(issue, context),
      );
    },
    leave: (facts) => {
      projects += 1;
      reportProject(projectOf(facts), facts, sink);
    },
  });
  const isProject = known.lists.size > 0 || known.facts.has(`${at}/error`);
  if (isProject || projects === 0) return;
  throw new ReportError(
    'The JSON has no list "vulnerabilities", so it is no report of Snyk. Export it with "snyk test --json".',
    { where: '/vulnerabilities' },
  );
};

export default parse;

function reportProject(project: Project, facts: GroupFacts, sink: ParseSink): void {
  const error = textOf(facts.get('error'));
  const { target } = project;
  if (error === undefined) sink.covered({ target, complete: true });
  else sink.covered({ target, complete: false, note: error.slice(0, 500) });
}
