import type { Paper, ReportFormat, ReportProof } from '../types/report-type.ts';

/** One file to render, as it goes to the rendering process. */
export interface RenderOrder {
  readonly n: number;
  readonly reportType: string;
  /** The frozen snapshot as canonical JSON. */
  readonly snapshot: string;
  readonly proof: ReportProof;
  readonly format: ReportFormat;
  readonly paper: Paper;
}

export type RenderAnswer =
  | {
      readonly n: number;
      readonly kind: 'RENDERED';
      readonly bytes: Uint8Array;
      readonly mediaType: string;
      readonly notes: readonly string[];
    }
  /** The snapshot cannot be rendered, however often it is tried. `message` is safe to show. */
  | { readonly n: number; readonly kind: 'REFUSED'; readonly message: string }
  | { readonly n: number; readonly kind: 'FAILED'; readonly message: string };
