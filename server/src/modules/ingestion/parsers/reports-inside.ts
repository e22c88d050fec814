import type { Archive } from './archive.ts';
import { unpackedHead } from './container-head.ts';
import {
  detectReport,
  detectTable,
  namedParser,
  type RankedDetection,
  sureConfidence,
  sureDetection,
} from './detect.ts';
import { JoinedSink } from './joined-sink.ts';
import type { MappedColumn, ParseOptions } from './parse-options.ts';
import { type FileHead, type ParseLimits, type ParseSink, ReportError } from './parser.ts';
import { shownName } from './readers/archive/shown-name.ts';
import type { ParserRegistry } from './registry.ts';

/** A packed report, recognised and not read yet. */
export interface PackedReport {
  readonly detection: RankedDetection;
  parse(reading: PackedReading): Promise<void>;
}

export interface PackedReading {
  readonly sink: ParseSink;
  readonly limits: ParseLimits;
  /** Wraps each stream of unpacked bytes, so that the caller can hold it back. */
  readonly pace?: (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export interface Question {
  readonly parsers: ParserRegistry;
  /** Named by the person who uploads. */
  readonly tool: string | undefined;
  /** A saved column mapping: the file is a table. */
  readonly columns?: readonly MappedColumn[] | undefined;
}

/** What a file in a container is: a report, or with a mapping a table. */
export function recognise(head: FileHead, { parsers, tool, columns }: Question): readonly RankedDetection[] {
  return columns === undefined ? detectReport(head, parsers, tool) : detectTable(head, parsers, tool);
}

/** What a parser is told beside the bytes. */
export function optionsOf({ columns }: Question): ParseOptions {
  return columns === undefined ? {} : { columns };
}

const maxFilesInside = 1_000;
/** What archivers and file managers add of their own. */
const clutter = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/i;

interface Inside {
  readonly name: string;
  readonly best: RankedDetection;
}

/**
 * An archive that holds one report, or several of one tool, among files that are none: those are named in a problem each.
 * @throws ReportError when it holds no report, or reports of different tools
 */
export async function openReportsInside(archive: Archive, question: Question): Promise<PackedReport> {
  const { parsers } = question;
  const names = archive.entries.map(({ name }) => name).filter((name) => !clutter.test(name));
  if (names.length === 0) throw new ReportError('The ZIP archive holds no file. Upload the report itself.');
  if (names.length > maxFilesInside) {
    throw new ReportError(
      `The ZIP archive holds ${names.length} files; at most ${maxFilesInside} are looked at. Upload the report itself.`,
      { code: 'PAYLOAD_TOO_LARGE' },
    );
  }
  const { reports, others } = await lookInside(archive, names, question);
  const detection = oneTool(reports, parsers);
  const parser = namedParser(parsers, detection.tool);
  return {
    detection,
    parse: async ({ sink, limits, pace = asItIs }) => {
      for (const { name, why } of others) {
        const message = `The archive also holds "${shownName(name)}", which was left out: ${why}`;
        sink.problem({ code: 'ENTRY_NOT_READ', message, where: shownName(name), dropsItem: false });
      }
      const joined = new JoinedSink(sink);
      const alone = reports.length === 1;
      for (const { name } of reports) {
        const part = alone ? sink : joined.part(shownName(name));
        await named(name, alone, () =>
          parser.parse(pace(archive.read(name)), part, limits, optionsOf(question)),
        );
      }
      if (!alone) joined.end();
    },
  };
}

interface Looked {
  readonly reports: readonly Inside[];
  readonly others: readonly { readonly name: string; readonly why: string }[];
}

/** Sorts the files of an archive into reports and the rest. With nothing recognised for sure, a lone file is asked for a reason. */
async function lookInside(archive: Archive, names: readonly string[], question: Question): Promise<Looked> {
  const reports: Inside[] = [];
  const others: { name: string; why: string }[] = [];
  for (const name of names) {
    const head = await unpackedHead(archive.read(name), { what: 'The ZIP archive', name });
    try {
      const ranked = recognise(head, question);
      const best = names.length === 1 ? sureDetection(ranked, question.tool) : certain(ranked);
      if (best === undefined) others.push({ name, why: 'its format is not sure.' });
      else reports.push({ name, best });
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      if (names.length === 1) throw error;
      others.push({ name, why: error.message });
    }
  }
  if (reports.length > 0) return { reports, others };
  const listed = names.slice(0, 5).map((name) => `"${shownName(name)}"`);
  throw new ReportError(
    `None of the ${names.length} files in the ZIP archive is a report that can be read (${listed.join(', ')}${names.length > 5 ? ' …' : ''}). Upload the report itself.`,
  );
}

function certain([best, second]: readonly RankedDetection[]): RankedDetection | undefined {
  if (best === undefined || best.confidence <= sureConfidence) return undefined;
  return best.confidence === second?.confidence ? undefined : best;
}

function oneTool(reports: readonly Inside[], parsers: ParserRegistry): RankedDetection {
  const byTool = new Map<string, Inside>();
  for (const report of reports) {
    if (!byTool.has(report.best.tool)) byTool.set(report.best.tool, report);
  }
  const [first, ...more] = byTool.values();
  if (first === undefined) throw new ReportError('The ZIP archive holds no report.');
  if (more.length === 0) return first.best;
  const listed = [first, ...more].map(
    ({ name, best }) => `"${shownName(name)}" of ${parsers.get(best.tool)?.manifest.name ?? best.tool}`,
  );
  throw new ReportError(
    `The ZIP archive holds reports of different tools: ${listed.slice(0, 10).join(', ')}. Upload the reports of each tool by themselves.`,
  );
}

/** A fault in one of several reports names the report. */
async function named(name: string, alone: boolean, parse: () => Promise<void>): Promise<void> {
  try {
    await parse();
  } catch (error) {
    if (alone || !(error instanceof ReportError)) throw error;
    const where = error.where === undefined ? {} : { where: error.where };
    throw new ReportError(`${shownName(name)}: ${error.message}`, { code: error.code, ...where });
  }
}

export function asItIs(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return source;
}
