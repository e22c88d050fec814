import { ReportError } from '../../parser.ts';
import { readEncodingSign, type TextEncoding } from '../text/encoding.ts';

/** Encoding names of XML declarations that are read, by the family of bytes they are written in. */
const eightBitNames: ReadonlyMap<string, TextEncoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
]);
const sixteenBitNames: ReadonlySet<string> = new Set([
  'utf-16',
  'utf-16le',
  'utf-16be',
  'iso-10646-ucs-2',
  'ucs-2',
]);

/**
 * Encoding of an XML file from its mark and its declaration (XML 1.0, appendix F). Where the two disagree the file is
 * refused: two readers would see two different documents.
 * @throws ReportError for a declaration that contradicts the bytes, and for an encoding that is not read (UTF-7 …).
 */
export function chooseXmlEncoding(head: Uint8Array): { encoding: TextEncoding; markLength: number } {
  const sign = readEncodingSign(head);
  const declared = declaredEncoding(head, sign.encoding);
  const { encoding, markLength } = sign;
  if (declared === undefined) return { encoding, markLength };
  const sixteenBit = encoding !== 'utf-8';
  if (sixteenBit) {
    if (sixteenBitNames.has(declared) && !contradictsOrder(declared, encoding))
      return { encoding, markLength };
    throw lying(declared, encoding);
  }
  if (sixteenBitNames.has(declared)) throw lying(declared, encoding);
  const named = eightBitNames.get(declared);
  if (named === undefined) {
    throw new ReportError(
      `The XML declares the encoding "${declared}", which is not read. Save it as UTF-8 and upload it again.`,
      { where: 'line 1' },
    );
  }
  if (markLength > 0 && named !== 'utf-8') throw lying(declared, encoding);
  return { encoding: named, markLength };
}

function contradictsOrder(declared: string, encoding: TextEncoding): boolean {
  return (declared === 'utf-16le' || declared === 'utf-16be') && declared !== encoding;
}

function lying(declared: string, encoding: TextEncoding): ReportError {
  return new ReportError(
    `The XML declares the encoding "${declared}", but its bytes are ${encoding.toUpperCase()}. Export the report again, or correct the declaration.`,
    { where: 'line 1' },
  );
}

function declaredEncoding(head: Uint8Array, encoding: TextEncoding): string | undefined {
  const text = new TextDecoder(encoding).decode(head);
  if (!text.startsWith('<?xml')) return undefined;
  const end = text.indexOf('?>');
  const declaration = end === -1 ? text : text.slice(0, end);
  return /\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(declaration)?.[1]?.toLowerCase();
}
