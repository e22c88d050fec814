import { ReportError } from '../../parser.ts';
import { type PdfBounds, tooLarge } from './bounds.ts';

/** The header may stand behind some bytes of a mail gateway or web server (ISO 32000-1, annex H, note 13). */
const headerWithin = 1_024;

/**
 * The whole file in one piece.
 * @throws ReportError when it is larger than the bound or does not start like a PDF
 */
export async function pdfBytes(
  source: AsyncIterable<Uint8Array>,
  bounds: Pick<PdfBounds, 'maxBytes'>,
): Promise<Buffer<ArrayBuffer>> {
  let held = Buffer.alloc(64 * 1_024);
  let length = 0;
  for await (const chunk of source) {
    if (length + chunk.length > bounds.maxBytes) {
      throw tooLarge(
        `The PDF is larger than ${Math.floor(bounds.maxBytes / 1_048_576)} MB. Save it with smaller pictures, or as a file of fewer pages.`,
      );
    }
    if (length + chunk.length > held.length) held = grown(held, length + chunk.length, bounds.maxBytes);
    held.set(chunk, length);
    length += chunk.length;
  }
  const bytes = Buffer.from(held.buffer.transfer(length));
  if (!bytes.subarray(0, headerWithin).includes('%PDF-')) {
    throw new ReportError('The file does not start like a PDF ("%PDF-").', { where: 'byte 0' });
  }
  return bytes;
}

function grown(held: Buffer<ArrayBuffer>, needed: number, max: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(Math.min(max, Math.max(needed, held.length * 2)));
  larger.set(held);
  return larger;
}
