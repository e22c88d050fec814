import { isObject, objectOf, textOf } from '../mapping/json.ts';
import { reportItem } from '../mapping/report-item.ts';
import { type Parse, type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import { type GroupFacts, type JsonGroup, readGroupedJson } from '../readers/json/grouped.ts';
import type { JsonValue } from '../readers/json/value.ts';
import { licenceFinding, type PackageContext, vulnerabilityFinding } from './package.ts';

const groups: readonly JsonGroup[] = [
  { at: '/results/*', facts: ['source'] },
  {
    at: '/results/*/packages/*',
    facts: ['package', 'groups', 'dependency_groups'],
    lists: ['vulnerabilities', 'license_violations'],
  },
];

const parse: Parse = async (source, sink, limits) => {
  sink.scan({ toolName: 'OSV-Scanner' });
  const covered = new Map<string, SourceTarget>();
  const { containers } = await readGroupedJson({ source, limits, sink }, groups, {
    item: (list, value, where, facts) => {
      const context = contextOf(facts, where, sink);
      if (list === 'license_violations') reportLicence(value, context);
      else {
        reportItem(sink, { value, where, lacks: 'has no id' }, (entry) =>
          vulnerabilityFinding(entry, context),
        );
      }
    },
    leave: (facts) => {
      const target = targetOf(facts);
      if (facts.at === '/results/*' && covered.size < maxCovered) covered.set(target.raw, target);
    },
  });
  if (!containers.has('/results')) {
    throw new ReportError(
      'The JSON has no list "results", so it is no report of OSV-Scanner. Export it with "--format json".',
      { where: '/results' },
    );
  }
  if (covered.size === 0) covered.set('', targetOf(undefined));
  for (const target of covered.values()) sink.covered({ target, complete: true });
};

export default parse;

const maxCovered = 100_000;

/** An image names itself; lock files are places of a project that the report does not name. */
function targetOf(facts: GroupFacts | undefined): SourceTarget {
  const { path, type } = objectOf(facts?.get('source'));
  const raw = textOf(path) ?? '';
  if (textOf(type) === 'docker' && raw !== '') return { kind: 'CONTAINER_IMAGE', raw, reference: raw };
  return { kind: 'APPLICATION', raw: '' };
}

function contextOf(facts: GroupFacts, where: string, sink: ParseSink): PackageContext {
  const source = objectOf(facts.get('source'));
  return {
    where,
    sink,
    target: targetOf(facts),
    path: textOf(source.type) === 'docker' ? undefined : textOf(source.path),
    package: objectOf(facts.get('package')),
    groups: facts.get('groups'),
    dependencyGroups: facts.get('dependency_groups'),
  };
}

/** A licence that is not on the list of allowed ones; the report gives its name alone. */
function reportLicence(value: JsonValue, context: PackageContext): void {
  const licence = textOf(value);
  const item = { value: isObject(value) ? value : { licence: licence ?? null }, where: context.where };
  reportItem(context.sink, { ...item, lacks: 'has no name of a licence' }, (entry) => {
    const name = textOf(entry.licence) ?? textOf(entry.name);
    return name === undefined ? undefined : licenceFinding(name, context);
  });
}
