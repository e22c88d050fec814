import type { Severity } from '../../../../../kernel/severity.ts';
import { type AssessedFinding, idOf, severityOfFinding } from './merge.ts';
import type { StatedSeverity } from './severity-text.ts';

/** Families of ids that are severities: "H-01", "MED-3", "INFO_2". */
const words: ReadonlyMap<string, readonly [string, Severity]> = new Map([
  ['c', ['Critical', 'CRITICAL']],
  ['crit', ['Critical', 'CRITICAL']],
  ['critical', ['Critical', 'CRITICAL']],
  ['h', ['High', 'HIGH']],
  ['high', ['High', 'HIGH']],
  ['m', ['Medium', 'MEDIUM']],
  ['med', ['Medium', 'MEDIUM']],
  ['medium', ['Medium', 'MEDIUM']],
  ['l', ['Low', 'LOW']],
  ['low', ['Low', 'LOW']],
  ['i', ['Informational', 'INFO']],
  ['inf', ['Informational', 'INFO']],
  ['info', ['Informational', 'INFO']],
  ['n', ['Note', 'INFO']],
  ['nc', ['Non-critical', 'INFO']],
  ['qa', ['QA', 'INFO']],
  ['g', ['Gas', 'INFO']],
  ['gas', ['Gas', 'INFO']],
  ['bp', ['Best practice', 'INFO']],
]);

/**
 * Severities that nothing but the ids state. One letter says so only where another letter of the scale stands beside it in the
 * same report: a report whose ids all begin with "C" may mean its customer.
 */
export function severitiesById(
  findings: readonly AssessedFinding[],
): ReadonlyMap<AssessedFinding, StatedSeverity> {
  const found = new Map<AssessedFinding, StatedSeverity>();
  const families = new Set(findings.map(familyOf).filter((family) => words.has(family)));
  for (const finding of findings) {
    const family = familyOf(finding);
    const [word, severity] = words.get(family) ?? [];
    if (word === undefined || severityOfFinding(finding) !== undefined) continue;
    if (family.length > 2 || families.size > 1) found.set(finding, { word, severity });
  }
  return found;
}

function familyOf(finding: AssessedFinding): string {
  return (idOf(finding)?.family ?? '').replace(/[^a-z]/g, '');
}
