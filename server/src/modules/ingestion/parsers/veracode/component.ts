import { baseFinding } from '../mapping/base-finding.ts';
import { cvssStatement, scoreOf } from '../mapping/cvss.ts';
import { maxLocations } from '../mapping/draft.ts';
import { addCwe, addVulnerabilityId } from '../mapping/identifiers.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { sourceDataOfElement } from '../mapping/xml-fields.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from '../readers/xml/elements.ts';
import { severityOfLevel, statusOf } from './rating.ts';

export interface ComponentContext {
  readonly target: SourceTarget;
  readonly occurrences: Occurrences;
  readonly sink: ParseSink;
}

/** Every weakness of a component is one finding; a component without any is an inventory entry and no item. */
export function reportComponent(component: XmlElement, context: ComponentContext): void {
  const { sink } = context;
  const described = componentOf(component);
  for (const weakness of childrenOf(childOf(component, 'vulnerabilities'), 'vulnerability')) {
    sink.sourceItem();
    const finding = findingOf(weakness, component, described, context);
    if (finding !== undefined) sink.finding(finding);
    else {
      sink.problem({
        code: 'ROW_UNREADABLE',
        message: 'A vulnerability of a component without cve_id was left out.',
        where: `line ${weakness.line}`,
        dropsItem: true,
      });
    }
  }
}

function findingOf(
  weakness: XmlElement,
  component: XmlElement,
  described: NonNullable<RawFinding['component']>,
  { target, occurrences, sink }: ComponentContext,
): RawFinding | undefined {
  const where = `line ${weakness.line}`;
  const id = attributeOf(weakness, 'cve_id');
  if (id === undefined) return undefined;
  const score = scoreOf(attributeOf(weakness, 'cvss_score'));
  const level = attributeOf(weakness, 'severity') ?? '';
  const severity = severityOfLevel(level, score, where, sink);
  const title = `${id} in ${described.name} ${described.version ?? ''}`;
  const finding = baseFinding({ where, ruleId: id, title, severity, sourceSeverity: level, target });
  finding.evidenceClass = 'INFERRED';
  finding.component = described;
  const lists: { cves: string[]; advisories: string[] } = { cves: [], advisories: [] };
  const cwes: number[] = [];
  addVulnerabilityId(lists, id);
  addCwe(cwes, attributeOf(weakness, 'cwe_id') ?? '');
  Object.assign(finding, { ...lists, cwes });
  const statement = cvssStatement({ version: '2.0', score, source: 'veracode' });
  if (statement !== undefined) finding.cvss = [statement];
  const description = attributeOf(weakness, 'cve_summary');
  if (description !== undefined) finding.description = description;
  const status = statusOf(weakness);
  if (status !== undefined) finding.sourceStatus = status;
  finding.locations = childrenOf(childOf(component, 'file_paths'), 'file_path')
    .map((path) => attributeOf(path, 'value'))
    .filter((path) => path !== undefined)
    .slice(0, maxLocations)
    .map((path) => ({ path }));
  const matcher = occurrences.matcher([id, described.name]);
  if (matcher !== undefined) finding.matcher = matcher;
  const own = new Set(['cve_id', 'cvss_score', 'severity', 'cwe_id', 'cve_summary']);
  finding.sourceData = { ...sourceDataOfElement(weakness, own), ...identifiersOf(component) };
  return finding;
}

function componentOf(component: XmlElement): NonNullable<RawFinding['component']> {
  const name =
    attributeOf(component, 'library') ?? attributeOf(component, 'file_name') ?? 'unnamed component';
  const version = attributeOf(component, 'version');
  const [ecosystem = '', ...names] = (attributeOf(component, 'library_id') ?? '').split(':');
  const purl = purlOf(ecosystem, names);
  return {
    name: name.slice(0, 500),
    ...(version === undefined ? {} : { version: version.slice(0, 200) }),
    ...(ecosystem === '' || names.length === 0 ? {} : { ecosystem: ecosystem.toLowerCase() }),
    ...(purl === undefined ? {} : { purl }),
  };
}

/** `library_id` is "maven:group:artifact:version:" or "npm:name::version:". */
function purlOf(
  ecosystem: string,
  [first = '', second = '', third = '']: readonly string[],
): string | undefined {
  if (!/^[a-z]{2,20}$/i.test(ecosystem) || first === '') return undefined;
  const type = ecosystem.toLowerCase();
  const name =
    second === ''
      ? encodeURIComponent(first).replaceAll('%2F', '/')
      : `${encodeURIComponent(first)}/${encodeURIComponent(second)}`;
  return `pkg:${type}/${name}${third === '' ? '' : `@${encodeURIComponent(third)}`}`.slice(0, 1_000);
}

function identifiersOf(component: XmlElement): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['component_id', 'file_name', 'sha1', 'vendor', 'library_id']) {
    const value = attributeOf(component, name);
    if (value !== undefined) kept[name] = value.slice(0, 500);
  }
  return kept;
}
