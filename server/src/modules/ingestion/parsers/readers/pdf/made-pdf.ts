/** Text of one style at one place; for the PDF files that tests make by hand. */
export interface MadeText {
  readonly x: number;
  /** Base line, from the top of the page. */
  readonly y: number;
  readonly text: string;
  readonly size?: number;
  readonly font?: 'PLAIN' | 'BOLD' | 'MONO';
}

export interface MadePage {
  readonly texts: readonly MadeText[];
}

const width = 612;
const height = 792;
const fontNumbers = { PLAIN: 3, BOLD: 4, MONO: 5 } as const;

/** A PDF from the text of its pages: WinAnsi text in the fonts every reader knows, a classic cross-reference table. */
export function madePdf(
  pages: readonly MadePage[],
  bookmarks: readonly { title: string; page: number }[] = [],
): Buffer {
  const firstPage = 6;
  const pageNumber = (index: number): number => firstPage + index * 2;
  const firstMark = firstPage + pages.length * 2;
  const marks = bookmarks.length > 0 ? ` /Outlines ${firstMark} 0 R` : '';
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R${marks} >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${pageNumber(index)} 0 R`).join(' ')}] >>`,
    fontObject('Helvetica'),
    fontObject('Helvetica-Bold'),
    fontObject('Courier'),
    ...pages.flatMap(({ texts }, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${pageNumber(index) + 1} 0 R /Resources << /Font << /F3 3 0 R /F4 4 0 R /F5 5 0 R >> >> >>`,
      streamObject(Buffer.from(texts.map(showText).join('\n'), 'latin1')),
    ]),
    ...outlineObjects(bookmarks, firstMark, pageNumber),
  ];
  return pdfOfObjects(objects);
}

function outlineObjects(
  bookmarks: readonly { title: string; page: number }[],
  first: number,
  pageNumber: (index: number) => number,
): readonly string[] {
  if (bookmarks.length === 0) return [];
  const entries = bookmarks.map(({ title, page }, index) => {
    const next = index + 1 < bookmarks.length ? ` /Next ${first + index + 2} 0 R` : '';
    return `<< /Title (${escaped(title)}) /Parent ${first} 0 R /Dest [${pageNumber(page - 1)} 0 R /Fit]${next} >>`;
  });
  const last = first + bookmarks.length;
  return [
    `<< /Type /Outlines /First ${first + 1} 0 R /Last ${last} 0 R /Count ${bookmarks.length} >>`,
    ...entries,
  ];
}

/** Objects numbered from 1, the first being the catalogue. */
export function pdfOfObjects(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xE2\xE3\xCF\xD3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(length);
    length += part.length;
    parts.push(part);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

export function streamObject(data: Buffer, dictionary = ''): Buffer {
  return Buffer.concat([
    Buffer.from(`<< /Length ${data.length}${dictionary} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

function fontObject(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

function showText({ x, y, text, size = 11, font = 'PLAIN' }: MadeText): string {
  return `BT /F${fontNumbers[font]} ${size} Tf 1 0 0 1 ${x} ${height - y} Tm (${escaped(text)}) Tj ET`;
}

/** Characters of WinAnsi that Latin-1 has elsewhere (ISO 32000-1, annex D). */
const winAnsi: Readonly<Record<string, string>> = {
  '•': '\\225',
  '–': '\\226',
  '—': '\\227',
  '’': '\\222',
};

function escaped(text: string): string {
  return text.replace(/[\\()]/g, '\\$&').replace(/[•–—’]/g, (character) => winAnsi[character] ?? '');
}
