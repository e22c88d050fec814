import type { ParseLimits, ParseSink } from '../../parser.ts';
import { ReportError } from '../../parser.ts';
import type { TextDocument } from '../../readers/document/model.ts';
import { noteProblem } from '../draft.ts';
import { rawFinding } from './assessed-finding.ts';
import { evidenceFor } from './confidence.ts';
import { mergeFindings, severityOfFinding } from './merge.ts';
import { ownCounts } from './own-counts.ts';
import { findSections, type Section } from './sections.ts';
import { severitiesById } from './severity-by-id.ts';
import { structureOf } from './structure.ts';
import { findSummary, type Summary } from './summary.ts';

/**
 * Reads the findings of an assessor's report, whoever wrote it: lists of findings, sections that describe one each, and reviews
 * of repairs, joined by id and title. Nothing here knows a company's template.
 * @throws ReportError when nothing in the document speaks of an assessment
 */
export function readAssessment(document: TextDocument, sink: ParseSink, limits: ParseLimits): void {
  const structure = structureOf(document);
  const summary = findSummary(structure);
  const sections = findSections(structure, summary);
  refuseTooMany(summary, sections);
  const findings = mergeFindings(summary, sections);
  if (findings.length === 0) refuseForeign(document);
  const { title, createdAt } = document.properties;
  sink.scan({
    ...(title === undefined ? {} : { policy: title }),
    ...(createdAt === undefined ? {} : { finishedAt: createdAt }),
  });
  const byId = severitiesById(findings);
  for (const found of findings.slice(0, limits.maxFindings)) {
    sink.sourceItem();
    const stated = severityOfFinding(found) ?? byId.get(found);
    sink.finding(rawFinding(found, { sink, limits, stated, evidence: evidenceFor(found) }));
  }
  compareCounts(ownCounts(structure), findings.length, sink);
}

/** People write reports; what lists more came out of a scanner, whose own export says more and is read faster. */
const maxFindings = 3_000;

function refuseTooMany({ tables }: Summary, sections: readonly Section[]): void {
  const listed = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  if (listed <= 2 * maxFindings && sections.length <= maxFindings) return;
  throw new ReportError(
    `The document seems to describe more than ${maxFindings} findings. Export them from the scanner as XML, JSON or CSV, or split the document.`,
    { code: 'PAYLOAD_TOO_LARGE' },
  );
}

const assessmentWords =
  /\b(?:penetration test|pentest|security (?:assessment|audit|review|test)|vulnerabilit(?:y|ies)|security findings?|red team|code audit|sicherheits(?:analyse|test|überprüfung)|test d.intrusion|prueba de penetración|test di penetrazione)\b/i;

function refuseForeign({ lines }: TextDocument): void {
  if (lines.some(({ text }) => assessmentWords.test(text))) return;
  throw new ReportError(
    'No findings were recognised in the document, and it does not read like the report of a security assessment. Upload the report itself, or hand its findings in as CSV.',
  );
}

/** The report's own numbers are the only count beside ours; where they differ a person has to look. */
function compareCounts(own: ReturnType<typeof ownCounts>, found: number, sink: ParseSink): void {
  if (own === undefined) return;
  const stated = [...own.values()].reduce((sum, count) => sum + count, 0);
  if (stated === found) return;
  noteProblem(sink, {
    code: 'COUNT_DIFFERS',
    message: `The report's own table counts ${stated} findings, but ${found} were recognised. Compare the preview with the report.`,
    where: 'summary',
  });
}
