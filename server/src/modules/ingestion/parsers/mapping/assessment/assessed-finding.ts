import { severityOfCvss } from '../../../../../kernel/severity.ts';
import type { ParseLimits, ParseSink, RawFinding } from '../../parser.ts';
import type { Draft } from '../draft.ts';
import { severityOrProblem } from '../severity.ts';
import type { Evidence } from './confidence.ts';
import type { FieldKind } from './field-kind.ts';
import { cvssIn, identifiersIn } from './identifiers-in-text.ts';
import { type AssessedFinding, idOf, statusOfFinding } from './merge.ts';
import { placesOf } from './places.ts';
import type { StatedSeverity } from './severity-text.ts';
import { titleKey } from './title-text.ts';

interface Making {
  readonly sink: ParseSink;
  readonly limits: ParseLimits;
  /** What the document says of its severity. */
  readonly stated: StatedSeverity | undefined;
  readonly evidence: Evidence;
}

const maxTitle = 500;
const maxTag = 100;

/** The finding of the register from everything the document says of it. */
export function rawFinding(found: AssessedFinding, { sink, limits, stated, evidence }: Making): RawFinding {
  const { section, rows } = found;
  const text = (kind: FieldKind): string =>
    (section?.parts.texts.get(kind) ?? '').slice(0, limits.maxTextLength);
  const where = section?.where ?? rows[0]?.where ?? '';
  const title = (section?.start.title ?? rows[0]?.title ?? '').slice(0, maxTitle);
  const all = allText(found);
  const cvss = cvssIn(all, stated?.score);
  const score = stated?.score ?? cvss[0]?.score;
  const severity =
    stated?.severity ??
    (stated?.word !== undefined && /\p{L}/u.test(stated.word)
      ? severityOrProblem(sink, { word: stated.word, where })
      : score === undefined
        ? severityOrProblem(sink, { word: stated?.word ?? '', where })
        : severityOfCvss(score));
  const context = section?.parts.others.get('Context') ?? '';
  const target =
    text('TARGET') || context || rows.map((row) => row.target).find((words) => words !== '') || '';
  const places = placesOf(target);
  const id = idOf(found);
  const finding: Draft<RawFinding> = {
    where,
    ruleId: id?.family ? id.id : titleKey(title),
    title,
    severity,
    sourceSeverity: stated?.word ?? '',
    resultClass: severity === 'INFO' ? 'INFORMATIONAL' : 'VULNERABILITY',
    confidence: evidence.confidence,
    // What a person found and wrote down; read from prose, so a person confirms it again.
    evidenceClass: 'DECLARED',
    target: places.target,
    locations: places.locations,
    ...identifiersIn({ all, cwe: text('CWE'), cve: text('CVE'), references: text('REFERENCES') }),
    cvss,
    tags: tagsOf(text('TYPE')),
    sourceData: sourceDataOf(found, { evidence, target, id: id?.id }),
  };
  if (id?.family) finding.toolUniqueId = id.id;
  // An id like "H-01" comes again in the next report for another finding; its title tells the two apart.
  if (id?.family && !id.strong) finding.matcher = titleKey(title);
  const status = statusOfFinding(found);
  if (status !== undefined) finding.sourceStatus = status;
  const remediation =
    text('REMEDIATION') || rows.map((row) => row.remediation).find((words) => words !== '') || '';
  if (text('DESCRIPTION') !== '') finding.description = text('DESCRIPTION');
  if (remediation !== '') finding.remediation = remediation;
  if (text('IMPACT') !== '') finding.impact = text('IMPACT');
  if (text('EVIDENCE') !== '') finding.evidence = text('EVIDENCE');
  return finding;
}

function allText({ section, rows }: AssessedFinding): string {
  const parts =
    section === undefined
      ? []
      : [section.start.title, ...section.parts.texts.values(), ...section.parts.others.values()];
  const ratings = section?.parts.ratings.map(({ label, value }) => `${label} ${value}`) ?? [];
  return [...parts, ...ratings, ...rows.flatMap((row) => [row.title, ...row.others.values()])].join('\n');
}

function tagsOf(type: string): readonly string[] {
  return type === '' || type.length > maxTag ? [] : [type];
}

const maxValue = 4_000;
const maxData = 60_000;

/** What rests on what: the places in the document, the fields without a place of their own, and why we trust the reading. */
function sourceDataOf(
  { section, rows, also }: AssessedFinding,
  {
    evidence,
    target,
    id,
  }: { readonly evidence: Evidence; readonly target: string; readonly id: string | undefined },
): Readonly<Record<string, unknown>> {
  const data: Record<string, unknown> = {
    confidenceRestsOn: evidence.restsOn,
    ...(evidence.lacks.length === 0 ? {} : { confidenceLacks: evidence.lacks }),
  };
  const put = (name: string, value: unknown): void => {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return;
    if (JSON.stringify([data, value]).length < maxData) data[name] = value;
  };
  put('id', id);
  put('listedAt', [...new Set(rows.map(({ where }) => where))]);
  put('mentionedAt', [...new Set(also.map(({ where }) => where))]);
  put('target', target.slice(0, maxValue));
  put('type', section?.parts.texts.get('TYPE')?.slice(0, maxValue));
  put('status', section?.parts.texts.get('STATUS')?.slice(0, maxValue));
  put('listedStatus', [...new Set(rows.map(({ statusText }) => statusText).filter((words) => words !== ''))]);
  const review = also.find((one) => one.review)?.parts.texts.get('DESCRIPTION');
  put('fixReview', review?.slice(0, maxValue));
  for (const [label, value] of section?.parts.others ?? []) put(label.toLowerCase(), value);
  for (const row of rows)
    for (const [label, value] of row.others)
      if (!(label.toLowerCase() in data)) put(label.toLowerCase(), value);
  return data;
}
