import type { Archive, ArchiveListing } from './archive.ts';
import { type ContainerKind, unpackedHead } from './container-head.ts';
import { assertReadsTables, namedParser, type RankedDetection, rank, sureDetection } from './detect.ts';
import { archiveFormats, ReportError } from './parser.ts';
import { gunzipped } from './readers/archive/inflate.ts';
import { piecesOf, type RandomAccess } from './readers/archive/random-access.ts';
import { unpackLimits } from './readers/archive/unpack-limits.ts';
import { openZip } from './readers/archive/zip.ts';
import type { ParserRegistry } from './registry.ts';
import {
  asItIs,
  openReportsInside,
  optionsOf,
  type PackedReport,
  type Question,
  recognise,
} from './reports-inside.ts';

interface ContainerQuestion extends Question {
  readonly kind: ContainerKind;
}

/**
 * Looks into a packed file: a gzip'd report, an archive that is a report, or an archive with reports of one tool inside.
 * @throws ReportError when it cannot be unpacked, holds no report, or reports of different tools
 */
export function openContainer(file: RandomAccess, question: ContainerQuestion): Promise<PackedReport> {
  return question.kind === 'GZIP' ? openGzip(file, question) : openArchive(file, question);
}

async function openGzip(file: RandomAccess, question: Question): Promise<PackedReport> {
  const unpacked = () => gunzipped(piecesOf(file, { start: 0, end: file.sizeBytes }), unpackLimits);
  const head = await unpackedHead(unpacked(), { what: 'The gzip file' });
  const detection = sureDetection(recognise(head, question), question.tool);
  const parser = namedParser(question.parsers, detection.tool);
  return {
    detection,
    parse: ({ sink, limits, pace = asItIs }) =>
      parser.parse(pace(unpacked()), sink, limits, optionsOf(question)),
  };
}

async function openArchive(file: RandomAccess, question: Question): Promise<PackedReport> {
  const archive = await openZip(file);
  const detection = detectArchive(archive, question);
  const parser = detection && question.parsers.get(detection.tool);
  if (detection === undefined || parser?.parseArchive === undefined) {
    return openReportsInside(archive, question);
  }
  const { parseArchive } = parser;
  return {
    detection,
    parse: ({ sink, limits, pace = asItIs }) =>
      parseArchive(
        { ...archive, read: (name) => pace(archive.read(name)) },
        sink,
        limits,
        optionsOf(question),
      ),
  };
}

/** The parser whose report is an archive like this one; a named parser of archives alone is taken at its word. */
function detectArchive(archive: Archive, { parsers, tool, columns }: Question): RankedDetection | undefined {
  if (tool !== undefined && columns !== undefined) assertReadsTables(parsers, tool);
  const found = rankArchive(archive, parsers).filter(
    (one) =>
      (tool ?? one.tool) === one.tool &&
      (columns === undefined || namedParser(parsers, one.tool).manifest.detectTable !== undefined),
  );
  if (found.length > 0) return sureDetection(found, tool);
  if (tool !== undefined) {
    const { formats } = namedParser(parsers, tool).manifest;
    const [format] = formats;
    if (format !== undefined && formats.every((one) => archiveFormats.has(one)))
      return { tool, confidence: 0.1, format };
  }
  refuseOffice(archive);
  return undefined;
}

/** Parsers that take an archive with these names inside for their report, best first. */
export function rankArchive(listing: ArchiveListing, parsers: ParserRegistry): readonly RankedDetection[] {
  const found: RankedDetection[] = [];
  for (const { manifest } of parsers.values()) {
    const detection = manifest.detectArchive?.(listing) ?? null;
    if (detection !== null) found.push({ ...detection, tool: manifest.id });
  }
  return rank(found);
}

const office: readonly (readonly [RegExp, string])[] = [
  [/^xl\//, 'an Excel workbook'],
  [/^word\//, 'a Word document'],
  [/^ppt\//, 'a PowerPoint presentation'],
  [/^content\.xml$/, 'an OpenDocument file'],
];

function refuseOffice({ entries }: Archive): void {
  if (!entries.some(({ name }) => name === '[Content_Types].xml' || name === 'mimetype')) return;
  const what = office.find(([path]) => entries.some(({ name }) => path.test(name)))?.[1];
  if (what === undefined) return;
  throw new ReportError(
    `The file is ${what} that no parser reads. Export the report as XML, JSON or CSV and upload that.`,
  );
}
