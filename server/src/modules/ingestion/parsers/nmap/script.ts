import { noteProblem } from '../mapping/draft.ts';
import { findingOf } from '../mapping/finding.ts';
import { addLinks } from '../mapping/html.ts';
import { addCve } from '../mapping/identifiers.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import { attributeOf, type XmlElement } from '../readers/xml/elements.ts';
import { reportLibrary } from './library.ts';
import { reportVulners } from './vulners.ts';

/** Where a script ran. */
export interface ScriptPlace {
  readonly target: SourceTarget;
  readonly seenAt: string | undefined;
  readonly service?: RawFinding['service'];
  /** False for scripts of the host as a whole and of the scan (hostscript, prescript, postscript). */
  readonly onPort: boolean;
  readonly maxTextLength: number;
  readonly sink: ParseSink;
}

/**
 * Reports the weaknesses that a script lists. A script that lists none is its own finding when it names CVEs or stands beside the
 * ports; on a port it belongs to the port. Returns whether anything was reported.
 */
export function reportScript(script: XmlElement, place: ScriptPlace): boolean {
  if (reportVulners(script, place) || reportLibrary(script, place)) return true;
  const id = attributeOf(script, 'id');
  const output = script.attributes.output ?? '';
  const cves = cvesIn(output);
  if (place.onPort && cves.length === 0) return false;
  const { sink, target, seenAt, service } = place;
  sink.sourceItem();
  if (id === undefined) {
    sink.problem({
      code: 'ROW_UNREADABLE',
      message: 'A script result without the id of its script was left out.',
      where: `line ${script.line}`,
      dropsItem: true,
    });
    return true;
  }
  const references: string[] = [];
  addLinks(references, output);
  sink.finding(
    findingOf({
      where: `line ${script.line}`,
      ruleId: id,
      title: `Script result: ${id}`,
      severity: 'INFO',
      sourceSeverity: '',
      resultClass: 'INFORMATIONAL',
      evidenceClass: 'DIRECT',
      target,
      checkReach: 'REMOTE',
      service,
      seenAt,
      cves,
      references,
      evidence: keptOutput(script, place, place.maxTextLength),
    }),
  );
  return true;
}

/** Every CVE of an output of any length; a list of weaknesses by product name alone can be long. */
function cvesIn(output: string): string[] {
  const cves: string[] = [];
  for (const id of new Set(output.match(/\bCVE-\d{4}-\d{4,19}\b/gi))) addCve(cves, id);
  return cves;
}

/** The output of a script under its name, cut at `length` with a problem that says so. */
export function keptOutput(
  script: XmlElement,
  { sink, onPort }: Pick<ScriptPlace, 'sink'> & { readonly onPort?: boolean },
  length: number,
): string {
  const output = (script.attributes.output ?? '').replace(/^\n+/, '').trimEnd();
  const text = onPort === false ? output : `${attributeOf(script, 'id') ?? 'script'}:\n${output}`;
  if (text.length <= length) return text;
  noteProblem(sink, {
    code: 'FIELD_TRUNCATED',
    message: `The output of the script ${attributeOf(script, 'id') ?? ''} is ${text.length} characters long; the first ${length} were kept.`,
    where: `line ${script.line}`,
  });
  return text.slice(0, length).toWellFormed();
}
