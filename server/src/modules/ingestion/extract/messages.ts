import type { ContainerKind } from '../parsers/container-head.ts';
import type { SuggestedColumn } from '../parsers/mapping/suggest/suggest.ts';
import type { MappedColumn } from '../parsers/parse-options.ts';
import type { ParseProblem, ReportFormat, ScanMeta } from '../parsers/parser.ts';
import type { NormalTarget } from './target.ts';

/** What the parsing child tells beside the rows: one JSON object a line on file descriptor 3. */
export type ChildMessage =
  | {
      readonly kind: 'detected';
      readonly tool: string;
      readonly format: string;
      readonly parserVersion: number;
      readonly identityVersion: number;
      readonly absence: string;
    }
  | {
      readonly kind: 'target';
      readonly target: NormalTarget;
      readonly covered: boolean;
      readonly complete: boolean;
      readonly remoteOnly: boolean;
      readonly note: string | null;
    }
  /** Texts that findings share, as the JSON to store. */
  | { readonly kind: 'text'; readonly id: string; readonly body: string }
  | ({ readonly kind: 'table' } & TableMessage)
  | { readonly kind: 'problem'; readonly problem: ParseProblem }
  | { readonly kind: 'progress'; readonly findings: number }
  | {
      readonly kind: 'refused';
      readonly code: 'UNREADABLE_REPORT' | 'PAYLOAD_TOO_LARGE';
      readonly message: string;
      readonly where: string | null;
    }
  | {
      readonly kind: 'done';
      readonly counts: ExtractionCounts;
      readonly scan: ScanMeta;
      readonly checksRun: readonly string[] | null;
      readonly checksAll: boolean;
      readonly problemCount: number;
    };

/** A table, and what its columns most likely are. */
export interface TableMessage {
  readonly tool: string;
  readonly format: ReportFormat;
  readonly rowsSeen: number;
  readonly columns: readonly SuggestedColumn[];
}

/** Counts that have to add up: source = extracted + rejected (contract, section 5). */
export interface ExtractionCounts {
  /** Items in the file as a plain count of its elements or rows gives it. */
  readonly source: number;
  /** Raw findings read, before any merging. */
  readonly extracted: number;
  /** Items that could not become a finding; each has a problem with its place. */
  readonly rejectedRows: number;
  readonly byClass: Readonly<Record<string, number>>;
  readonly bySeverity: Readonly<Record<string, number>>;
}

/** Sent to the child as its one argument, JSON. */
export interface ChildInput {
  readonly tool?: string;
  readonly scopeKey: string;
  readonly sizeBytes: number;
  /** The report is packed: the file is open as descriptor 4, and `tool` is what the person named, if anything. */
  readonly container?: ContainerKind;
  /** Say what the file is and end. */
  readonly detectOnly?: true;
  /** A saved column mapping: the file is a table. */
  readonly columns?: readonly MappedColumn[];
  /** Say what the columns of the table most likely are, and end. */
  readonly suggestOnly?: true;
}

/** Problems kept with their text; the rest are counted. */
export const maxProblems = 1_000;
