import { readFileSync } from 'node:fs';

/** What layout needs to know of a TrueType font: which characters it draws, and how wide they are. */
export interface FontMetrics {
  covers(codePoint: number): boolean;
  /** Advance width in em; the width of the space for a character the font lacks. */
  advance(codePoint: number): number;
}

interface Table {
  readonly offset: number;
  readonly length: number;
}

/**
 * Reads `cmap` (formats 4 and 12), `hmtx`, `hhea` and `head` (OpenType 1.9).
 * @throws RangeError when a table is missing or has another format.
 */
export function readFontMetrics(bytes: Uint8Array): FontMetrics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = tableDirectory(view);
  const glyphs = characterMap(view, required(tables, 'cmap'));
  const unitsPerEm = view.getUint16(required(tables, 'head').offset + 18);
  const longMetrics = view.getUint16(required(tables, 'hhea').offset + 34);
  const widths = required(tables, 'hmtx').offset;
  const widthOf = (glyph: number) =>
    view.getUint16(widths + Math.min(glyph, longMetrics - 1) * 4) / unitsPerEm;
  const space = widthOf(glyphs.get(0x20) ?? 0);
  return {
    covers: (codePoint) => glyphs.has(codePoint),
    advance: (codePoint) => {
      const glyph = glyphs.get(codePoint);
      return glyph === undefined ? space : widthOf(glyph);
    },
  };
}

function tableDirectory(view: DataView): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (let i = 0; i < view.getUint16(4); i += 1) {
    const entry = 12 + i * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((at) => view.getUint8(entry + at)));
    tables.set(tag, { offset: view.getUint32(entry + 8), length: view.getUint32(entry + 12) });
  }
  return tables;
}

function required(tables: ReadonlyMap<string, Table>, tag: string): Table {
  const table = tables.get(tag);
  if (!table) throw new RangeError(`The font has no ${tag} table.`);
  return table;
}

function characterMap(view: DataView, cmap: Table): ReadonlyMap<number, number> {
  const subtables = Array.from({ length: view.getUint16(cmap.offset + 2) }, (_, i) => {
    return cmap.offset + view.getUint32(cmap.offset + 4 + i * 8 + 4);
  });
  const full = subtables.find((at) => view.getUint16(at) === 12);
  if (full !== undefined) return format12(view, full);
  const basic = subtables.find((at) => view.getUint16(at) === 4);
  if (basic !== undefined) return format4(view, basic);
  throw new RangeError('The font has no character map of format 4 or 12.');
}

function format12(view: DataView, at: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>();
  for (let group = 0; group < view.getUint32(at + 12); group += 1) {
    const start = view.getUint32(at + 16 + group * 12);
    const end = view.getUint32(at + 20 + group * 12);
    const glyph = view.getUint32(at + 24 + group * 12);
    for (let code = start; code <= end; code += 1) glyphs.set(code, glyph + code - start);
  }
  return glyphs;
}

function format4(view: DataView, at: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>();
  const segments = view.getUint16(at + 6) / 2;
  const array = (index: number) => at + 14 + index * segments * 2 + (index > 0 ? 2 : 0);
  for (let segment = 0; segment < segments; segment += 1) {
    const end = view.getUint16(array(0) + segment * 2);
    const start = view.getUint16(array(1) + segment * 2);
    const delta = view.getUint16(array(2) + segment * 2);
    const rangeAt = array(3) + segment * 2;
    const range = view.getUint16(rangeAt);
    for (let code = start; code <= end && code !== 0xffff; code += 1) {
      const raw = range === 0 ? code : view.getUint16(rangeAt + range + (code - start) * 2);
      const glyph = raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) glyphs.set(code, glyph);
    }
  }
  return glyphs;
}

const folder = new URL('./fonts/', import.meta.url);

/** Inter 400, 500 and 600, in that order; the only fonts a document may use, so that it looks alike on every machine. */
export const interFiles: readonly Buffer[] = [
  'Inter-Regular.ttf',
  'Inter-Medium.ttf',
  'Inter-SemiBold.ttf',
].map((name) => readFileSync(new URL(name, folder)));

const [regular] = interFiles;
if (!regular) throw new RangeError('The text font is missing.');

/** Metrics of Inter 400. Heavier weights are up to 6 % wider. */
export const interMetrics: FontMetrics = readFontMetrics(regular);

/** Stands where the font has no glyph, so that a missing sign is seen, never dropped. */
const missingGlyph = '\u{25A1}';

/**
 * The text as the font can draw it: composed (NFC), each character without a glyph replaced by "□". PDF/UA refuses a
 * document with a glyph that is not there, and a pack must not fail over a name.
 */
export function printable(text: string): string {
  let result = '';
  for (const character of text.normalize('NFC')) {
    const code = character.codePointAt(0) ?? 0;
    const isLayout = character === '\n' || character === '\t';
    if (!isLayout && invisible(character)) continue;
    result += isLayout || interMetrics.covers(code) ? character : missingGlyph;
  }
  return result;
}

/** Control, format and variation signs have no ink, and a direction override could make a name read as another one. */
function invisible(character: string): boolean {
  return /\p{Cc}|\p{Cf}|\p{Variation_Selector}/u.test(character);
}

/** Width of a line of text in the unit of `size`. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += interMetrics.advance(character.codePointAt(0) ?? 0x20);
  return em * size;
}
