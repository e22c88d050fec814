import type { TSchema } from 'typebox';

/**
 * What every report type is: a folder `types/<report>/` whose `report.ts` exports a ReportType as its default. The registry is
 * derived from the folder names; `board-pack` is BOARD_PACK in the API.
 *
 * A report type takes a frozen snapshot and returns bytes. It does no I/O, reads no clock, no environment and no randomness, so
 * the same snapshot and proof give the same bytes for as long as its `version` stays.
 */
export interface ReportType<Snapshot = unknown> {
  /** Value of `reportType` in the API; the folder name in upper snake case. */
  readonly type: string;
  /** Raise when the same snapshot would give other bytes. Earlier reports keep the bytes they were made with. */
  readonly version: number;
  /** What `render` can make. JSON is the snapshot itself, in canonical form. XLSX and HTML are open to types that add them. */
  readonly formats: readonly ReportFormat[];
  /** Shape of the snapshot; strict, so that a frozen report holds nothing that nobody shows. */
  readonly snapshotSchema: TSchema;
  /** True when the value is a snapshot of this type. */
  readonly accepts: (value: unknown) => value is Snapshot;
  /**
   * Loads what it needs on first use, then holds the processor (up to 2 s): call it from a job.
   * @throws ReportRenderError when the proof is not that of the snapshot, or the format is not offered.
   */
  readonly render: (request: RenderRequest<Snapshot>) => Promise<RenderedReport>;
  /** Loads what `render` needs, while the figures are still being gathered. */
  readonly warm?: () => Promise<unknown>;
}

export const reportFormats = ['pdf', 'json', 'xlsx', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const papers = ['A4', 'LETTER'] as const;
export type Paper = (typeof papers)[number];

export interface RenderRequest<Snapshot> {
  readonly snapshot: Snapshot;
  readonly proof: ReportProof;
  readonly format: ReportFormat;
  /** Default A4. */
  readonly paper?: Paper;
}

/**
 * What lets a reader check the report without trusting the paper. The signed message is the snapshot's canonical JSON
 * (RFC 8785) in UTF-8, which is also byte for byte the report in format `json`.
 */
export interface ReportProof {
  readonly reportId: string;
  /** SHA-256 of the canonical JSON, lower-case hex. */
  readonly snapshotSha256: string;
  /** Ed25519 (RFC 8032); null when the server has no signing key. */
  readonly signature: ReportSignature | null;
  /** Address where anyone with the bytes may check them, at most 400 bytes; null when the server has no public address. */
  readonly verifyUrl: string | null;
}

export interface ReportSignature {
  readonly algorithm: 'Ed25519';
  /** Base64 of the 64 bytes over the canonical JSON. */
  readonly value: string;
  /** How the deployment names the key, for example the first 16 hex characters of its SHA-256. */
  readonly keyId: string;
  /** Base64 of the SubjectPublicKeyInfo (RFC 8410), as between the lines of a PEM file. */
  readonly publicKey: string;
}

export interface RenderedReport {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Without a dot. */
  readonly extension: string;
  /** What could not be shown as asked, in a sentence for the person who ordered the report; empty as a rule. */
  readonly notes: readonly string[];
}

/** The report cannot be made from these values. `message` is safe to show. */
export class ReportRenderError extends Error {
  override readonly name = 'ReportRenderError';
}
