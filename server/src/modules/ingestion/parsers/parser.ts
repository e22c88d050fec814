import type { ResultClass, Severity } from '../../../kernel/severity.ts';
import type { ArchiveListing } from './archive.ts';
import type { ParseOptions } from './parse-options.ts';

/**
 * What every parser is: a folder `parsers/<tool>/` with `manifest.ts` (default export: ParserManifest), a pure
 * `parse.ts` (default export: Parse), `fixtures/`, `parse.test.ts` and a README. The registry is derived from the folder names.
 *
 * A parser takes bytes and reports what it reads to a sink. It does no I/O, reads no clock, no environment and no
 * randomness, holds no state between files, and keeps memory flat: findings are emitted as they are read.
 */
export type Parse = (
  source: AsyncIterable<Uint8Array>,
  sink: ParseSink,
  limits: ParseLimits,
  options?: ParseOptions,
) => Promise<void>;

export interface ParserManifest {
  /** Folder name and the value of a job's `tool`. Lower-case, hyphens. */
  readonly id: string;
  /** As people call it, for example "Tenable Nessus". */
  readonly name: string;
  /** Raise when the mapping changes, so that stored findings say which reading they come from. */
  readonly version: number;
  /** True syntax of files this parser reads, whatever their name ends in. */
  readonly formats: readonly ReportFormat[];
  /**
   * The fields that make two findings the same weakness on the same target, from one scan to the next.
   * Never severity, title or prose: tools rewrite those between versions. Raise `version` when the list changes.
   */
  readonly identity: { readonly version: number; readonly fields: readonly IdentityField[] };
  /** Whether one report states everything the tool found in its scope, so that absence can mean "fixed". */
  readonly absence: 'PROVES_FIXED_WHEN_COVERED' | 'PROVES_NOTHING';
  /** Looks at content only; the file name is never asked. Of a PDF or web page only parsers with that format are asked. */
  readonly detect: (head: FileHead) => Detection | null;
  /** For a parser with a `parse-archive.ts`: whether an archive with these names inside is one of its reports. */
  readonly detectArchive?: (listing: ArchiveListing) => Detection | null;
  /** For a parser of tables of any tool, asked instead of `detect` when a saved mapping says what the columns are. */
  readonly detectTable?: (head: FileHead) => Detection | null;
  /**
   * 'CLEAN_SCAN' when the tool writes a zero-byte file for a scan without results. Such a file is read only when the
   * tool is named by the person or script that uploads it: nothing in the file says where it comes from.
   */
  readonly emptyFile?: 'CLEAN_SCAN';
  /**
   * 'ALWAYS' when findings are recognised in prose instead of read from fields: the gate then stops every job at a warning for
   * each document, which a named person acknowledges, whatever standing authority there is.
   */
  readonly confirm?: 'ALWAYS';
  /** Whole seconds after which a file is refused, where every honest one is read in less. Without it half an hour. */
  readonly maxSeconds?: number;
}

export const reportFormats = [
  'XML',
  'JSON',
  'JSONL',
  'CSV',
  'TEXT',
  'HTML',
  'PDF',
  'ZIP',
  'XLSX',
  'DOCX',
] as const;
export type ReportFormat = (typeof reportFormats)[number];
/** Formats of several documents in one file; `archive.ts` says how they are read. */
export const archiveFormats: ReadonlySet<ReportFormat> = new Set<ReportFormat>(['ZIP', 'XLSX', 'DOCX']);

/** The first bytes of the file (at most 64 KiB, cut at a character), decoded as UTF-8 without the byte-order mark. */
export interface FileHead {
  readonly text: string;
  /** True when `text` is the whole file. */
  readonly complete: boolean;
  readonly sizeBytes: number;
}

export interface Detection {
  /** 0..1. 1: the format names itself (root element, schema, version field). Below 0.5 is a guess. */
  readonly confidence: number;
  readonly format: ReportFormat;
}

/** Paths into a RawFinding that identity may be built from. */
export type IdentityField =
  | 'ruleId'
  | 'toolUniqueId'
  | 'target'
  | 'service'
  | 'component'
  | 'componentVersion'
  | 'path'
  | 'line'
  | 'parameter'
  | 'snippet'
  | 'matcher';

/** Hard bounds; crossing one ends the file with a ReportError (whole file) or a problem (one item). */
export interface ParseLimits {
  /** XML element or JSON value nesting. */
  readonly maxDepth: number;
  /** UTF-16 units of one text, attribute, string or cell before it is cut, with a problem that says so. */
  readonly maxTextLength: number;
  readonly maxFindings: number;
  /** Bytes that one item (ReportItem, result, row) may take in memory. */
  readonly maxItemBytes: number;
  readonly maxColumns: number;
}

export const defaultLimits: ParseLimits = {
  maxDepth: 100,
  maxTextLength: 65_536,
  maxFindings: 5_000_000,
  maxItemBytes: 16 * 1024 * 1024,
  maxColumns: 1_000,
};

export interface ParseSink {
  /** Once, as soon as known; later calls add fields. */
  scan(meta: ScanMeta): void;
  /**
   * Items of the file as a plain count of its own elements or rows gives it, whether or not they can be read.
   * Called while reading, so that `sourceCount = findings + problems that drop an item` can be checked.
   */
  sourceItem(count?: number): void;
  finding(finding: RawFinding): void;
  /** A bad line is data, not an exception: the rest of the file is read on. */
  problem(problem: ParseProblem): void;
  /** A host, image, repository, site … that the scan looked at, with or without findings. */
  covered(target: CoveredTarget): void;
}

export interface ScanMeta {
  readonly toolName?: string;
  readonly toolVersion?: string;
  /** Name of policy, profile or configuration that was run. */
  readonly policy?: string;
  /** RFC 3339 in UTC; absent when the report states none or none with a zone. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** Ids of checks that were run, when the report says (Nessus plugin set, SARIF rules, …). Bounded to 200,000. */
  readonly checksRun?: readonly string[];
  /** 'ALL' when the report states that every check of the tool ran. */
  readonly checksRunAll?: boolean;
}

export interface CoveredTarget {
  readonly target: SourceTarget;
  /** False when the report says the scan of this target was cut short, or credentials failed. */
  readonly complete: boolean;
  /**
   * Set when `complete` is false only because checks that sign in to the target did not run: absence of a finding
   * with `checkReach: 'REMOTE'` still counts there, absence of a 'LOCAL' one does not.
   */
  readonly limitedTo?: 'REMOTE_CHECKS';
  readonly note?: string;
}

export interface ParseProblem {
  /** UPPER_SNAKE, for example ROW_UNREADABLE, FIELD_TRUNCATED, UNKNOWN_SEVERITY, DATE_UNREADABLE. */
  readonly code: string;
  /** A sentence for the person who uploaded it: what is wrong and what was done with it. */
  readonly message: string;
  /** Line number, element path or JSON pointer, for example "line 12" or "/Results/0/Vulnerabilities/3". */
  readonly where: string;
  /** True when an item of the file could not become a finding because of this. */
  readonly dropsItem: boolean;
}

/**
 * Whose words. `raw` is exactly what the report says; the rest is read from it or from fields beside it.
 * `raw` is empty when the report does not name what was scanned (many SARIF files): the scope key says it then.
 */
export interface SourceTarget {
  readonly kind:
    | 'HOST'
    | 'WEB_APPLICATION'
    | 'CONTAINER_IMAGE'
    | 'REPOSITORY'
    | 'APPLICATION'
    | 'CLOUD_RESOURCE'
    | 'OTHER';
  readonly raw: string;
  /** Lower-case name without trailing dot, never a URL. */
  readonly hostname?: string;
  /** Canonical text form. */
  readonly ip?: string;
  readonly mac?: string;
  readonly operatingSystem?: string;
  /** Scheme, host and port of a web application, for example "https://shop.example:8443". */
  readonly origin?: string;
  /** Container image with tag or digest, repository URL, ARN, purl of the scanned thing. */
  readonly reference?: string;
}

export interface RawFinding {
  /** Where in the file, for a person to find it again. */
  readonly where: string;
  /** The tool's own id of the check: plugin id, rule id, template id; for advisories the advisory id (CVE, GHSA …). */
  readonly ruleId: string;
  /** Id that the tool itself promises to keep for this very finding across runs (SARIF fingerprint, bom-ref …). */
  readonly toolUniqueId?: string;
  readonly title: string;
  readonly description?: string;
  readonly remediation?: string;
  readonly impact?: string;
  readonly severity: Severity;
  /** The tool's own word or number, unchanged. */
  readonly sourceSeverity: string;
  readonly resultClass: ResultClass;
  /** 0..1; how sure the tool is, when it says. */
  readonly confidence?: number;
  /** DIRECT: seen by a check. INFERRED: from a version or fingerprint. DECLARED: stated by a document. */
  readonly evidenceClass: 'DIRECT' | 'INFERRED' | 'DECLARED';
  readonly target: SourceTarget;
  /** Whether the check worked from outside or needed to sign in to the target, when the report says. */
  readonly checkReach?: 'REMOTE' | 'LOCAL';
  readonly service?: { readonly port?: number; readonly transport?: string; readonly name?: string };
  readonly component?: {
    readonly name: string;
    readonly version?: string;
    readonly fixedVersion?: string;
    readonly purl?: string;
    readonly ecosystem?: string;
    readonly path?: string;
  };
  /** Every place the item names; the first is the main one. At most 10,000. */
  readonly locations: readonly FindingLocation[];
  /** All, upper-case, in order of appearance, without repeats. */
  readonly cves: readonly string[];
  /** Numbers of the CWE catalogue. */
  readonly cwes: readonly number[];
  /** Other advisory ids: GHSA-…, OSV ids, vendor bulletins. */
  readonly advisories: readonly string[];
  readonly references: readonly string[];
  readonly cvss: readonly CvssStatement[];
  readonly exploitAvailable?: boolean;
  /** What the report itself says of the state: muted, suppressed, false positive, mitigated, not affected (VEX) … */
  readonly sourceStatus?: 'OPEN' | 'SUPPRESSED' | 'FALSE_POSITIVE' | 'FIXED' | 'NOT_AFFECTED' | 'ACCEPTED';
  /** RFC 3339; when the tool saw it. */
  readonly seenAt?: string;
  /** Short proof: plugin output, matched text, code snippet. */
  readonly evidence?: string;
  /** Tool-specific discriminator when one check can hit one place in several ways (nuclei matcher-name …). */
  readonly matcher?: string;
  readonly tags: readonly string[];
  /** Source fields that have no place above, under their own names. At most 64 KiB of JSON. */
  readonly sourceData: Readonly<Record<string, unknown>>;
}

export interface FindingLocation {
  /** Full URL of a web finding, as reported. */
  readonly url?: string;
  /** File path, or the path part of a URL. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  readonly endLine?: number;
  readonly method?: string;
  readonly parameter?: string;
  readonly snippet?: string;
}

export interface CvssStatement {
  readonly version: '2.0' | '3.0' | '3.1' | '4.0';
  readonly vector?: string;
  /** 0..10 */
  readonly score?: number;
  /** Who says so, for example "nvd", "redhat", "nessus". */
  readonly source?: string;
}

/**
 * The file as a whole cannot be read: wrong format, cut off, a bound crossed, an unknown field in a strict format.
 * `message` is a sentence for the person who uploaded it; it names the line or field and what to do.
 */
export class ReportError extends Error {
  override readonly name = 'ReportError';
  readonly code: 'UNREADABLE_REPORT' | 'PAYLOAD_TOO_LARGE';
  readonly where: string | undefined;

  constructor(
    message: string,
    options: { code?: 'UNREADABLE_REPORT' | 'PAYLOAD_TOO_LARGE'; where?: string } = {},
  ) {
    super(message);
    this.code = options.code ?? 'UNREADABLE_REPORT';
    this.where = options.where;
  }
}
