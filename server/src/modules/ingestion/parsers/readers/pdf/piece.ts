import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { cleanText } from '../document/clean.ts';
import type { PdfBounds } from './bounds.ts';
import type { Watch } from './watch.ts';

/** A run of text as it stands on the page. Points from the page's top left corner, after the page's own rotation. */
export interface Piece {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  /** Distance of the base line from the top. */
  readonly y: number;
  readonly size: number;
  /** Name within this document. */
  readonly font: string;
}

export interface PagePieces {
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly height: number;
  /** True when the page has more than the bound. */
  readonly cut: boolean;
}

type Chunk = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;
type Item = Extract<Chunk['items'][number], { str: string }>;
type Matrix = readonly [number, number, number, number, number, number];

/** Text of one page, taken in portions: a page that never ends is left at the bound. */
export async function readPieces(page: PDFPageProxy, bounds: PdfBounds, watch: Watch): Promise<PagePieces> {
  const viewport = page.getViewport({ scale: 1 });
  const view = matrixOf(viewport.transform);
  const stream: ReadableStream<Chunk> = page.streamTextContent();
  const reader = stream.getReader();
  const pieces: Piece[] = [];
  let cut = false;
  for (;;) {
    watch.check();
    const { value, done } = await reader.read();
    if (done) break;
    for (const item of value.items) {
      const piece = 'str' in item ? pieceOf(item, view) : undefined;
      if (piece !== undefined) pieces.push(piece);
    }
    if (pieces.length <= bounds.maxPieces) continue;
    cut = true;
    await reader.cancel(new Error('more text than is read')).catch(() => undefined);
    break;
  }
  return { pieces: pieces.slice(0, bounds.maxPieces), width: viewport.width, height: viewport.height, cut };
}

/** Undefined for white space, text set at an angle (watermarks, axes of charts) and boxes that are no numbers. */
function pieceOf(item: Item, view: Matrix): Piece | undefined {
  const text = cleanText(item.str);
  if (text.trim() === '') return undefined;
  const [a, b, c, d, x, y] = product(view, matrixOf(item.transform));
  const size = Math.hypot(c, d);
  if (!(size > 0.5 && size < 1_000) || !Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  if (Math.abs(b) > 0.1 * Math.abs(a) || a <= 0) return undefined;
  const width = Number.isFinite(item.width) ? Math.min(Math.max(item.width, 0), 10_000) : 0;
  return { text, x, right: x + width, y, size, font: item.fontName };
}

function matrixOf(values: readonly unknown[]): Matrix {
  const n = (at: number): number => Number(values[at]);
  return [n(0), n(1), n(2), n(3), n(4), n(5)];
}

/** First `inner`, then `outer`. */
function product(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [a2, b2, c2, d2, e2, f2] = inner;
  return [
    a * a2 + c * b2,
    b * a2 + d * b2,
    a * c2 + c * d2,
    b * c2 + d * d2,
    a * e2 + c * f2 + e,
    b * e2 + d * f2 + f,
  ];
}
