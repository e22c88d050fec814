import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Piece } from './piece.ts';

/** Weights by their names; the last three are those of TeX, which says `CMBX` and `NimbusSanL-Medi`. */
const boldName =
  /bold|black|heavy|demi(?!a)|[-,]bd\b|[-,]med(?:i|ium)?\b|\b(?:cm|sf|lm|ec)\w*b[xc]?\d|nimbus\w*-medi/i;
/** Pages whose drawing list is asked for; a document names its fonts early, and each list costs time. */
const maxLists = 60;

const monoName =
  /mono|courier|consol|menlo|typewriter|source ?code|fira ?code|inconsolata|\b(?:cm|sf|ec)\w*tt\d|letter ?gothic|txtt|hack-|andale/i;

interface Face {
  readonly bold: boolean;
  readonly mono: boolean;
}

const plain: Face = { bold: false, mono: false };

/** Which fonts of a document are bold. The text alone does not say; the drawing list of a page that uses the font does. */
export class FontBook {
  readonly #faces = new Map<string, Face>();
  #lists = 0;

  faceOf(font: string): Face {
    return this.#faces.get(font) ?? plain;
  }

  /** Learns the fonts of a page that are not known yet. What cannot be learnt counts as plain. */
  async learn(page: PDFPageProxy, pieces: readonly Piece[]): Promise<void> {
    const fonts = new Set(pieces.map(({ font }) => font));
    const unknown = [...fonts].filter((font) => !this.#faces.has(font));
    if (unknown.length === 0 || this.#lists >= maxLists) return;
    this.#lists++;
    await page.getOperatorList({ annotationMode: 0 }).catch(() => undefined);
    for (const font of unknown) this.#faces.set(font, faceOf(page, font));
  }
}

function faceOf(page: PDFPageProxy, font: string): Face {
  if (!page.commonObjs.has(font)) return plain;
  const face: unknown = page.commonObjs.get(font);
  if (typeof face !== 'object' || face === null) return plain;
  const name = 'name' in face ? String(face.name) : '';
  const is = (flag: string): boolean => Reflect.get(face, flag) === true;
  return {
    bold: is('bold') || is('black') || boldName.test(name),
    mono: is('isMonospace') || monoName.test(name),
  };
}
