import type { ParseOptions } from './parse-options.ts';
import type { ParseLimits, ParseSink } from './parser.ts';

/**
 * Reports that are archives of several documents (a ZIP of JSON files, a spreadsheet, a Fortify FPR). The parser stays pure: it
 * is handed names and streams, and whoever calls it has the file (ADR 0015). A report that is merely packed into an archive
 * is no concern of its parser: `container.ts` unpacks it.
 */
export type ParseArchive = (
  archive: Archive,
  sink: ParseSink,
  limits: ParseLimits,
  options?: ParseOptions,
) => Promise<void>;

/** A file inside an archive, as the archive's directory states it. Folders are left out. */
export interface ArchiveEntry {
  /** Path with forward slashes, unique in the archive; never absolute, never with `..`. */
  readonly name: string;
  /** Bytes when unpacked. Reading ends with a ReportError unless it is exactly that many. */
  readonly sizeBytes: number;
}

export interface ArchiveListing {
  /** In the order of the archive's directory; at most 100,000. */
  readonly entries: readonly ArchiveEntry[];
}

export interface Archive extends ArchiveListing {
  /**
   * The unpacked bytes of an entry, piece by piece, as often as wanted; nothing is held in memory.
   * @throws ReportError when there is no such entry, when it is damaged, or when it unpacks to another size than stated
   */
  read(name: string): AsyncIterable<Uint8Array>;
}
