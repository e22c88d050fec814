/** Names of the stream filters that unpack (ISO 32000-1, 7.4), with their short forms. */
export type PdfFilter =
  | 'FLATE'
  | 'LZW'
  | 'RUN_LENGTH'
  | 'ASCII85'
  | 'ASCII_HEX'
  | 'BROTLI'
  | 'CRYPT'
  | 'OTHER';

const filterNames: ReadonlyMap<string, PdfFilter> = new Map([
  ['FlateDecode', 'FLATE'],
  ['Fl', 'FLATE'],
  ['LZWDecode', 'LZW'],
  ['LZW', 'LZW'],
  ['RunLengthDecode', 'RUN_LENGTH'],
  ['RL', 'RUN_LENGTH'],
  ['ASCII85Decode', 'ASCII85'],
  ['A85', 'ASCII85'],
  ['ASCIIHexDecode', 'ASCII_HEX'],
  ['AHx', 'ASCII_HEX'],
  ['BrotliDecode', 'BROTLI'],
  ['Crypt', 'CRYPT'],
]);

/** Filters of a stream's dictionary in the order in which they are taken off; undefined when it states them elsewhere. */
export function filtersOf(dictionary: string): readonly PdfFilter[] | undefined {
  const text = plainNames(dictionary);
  const value = /\/(?:Filter|F)\s*(\[[^\]]{0,500}\]|\/[^\s/<>[\]()]{1,60}|\d+\s+\d+\s+R)/.exec(text)?.[1];
  if (value === undefined) return [];
  if (/\d\s+R/.test(value)) return undefined;
  const names = [...value.matchAll(/\/([^\s/<>[\]()]{1,60})/g)].map(([, name]) => name ?? '');
  return names.map((name) => filterNames.get(name) ?? 'OTHER');
}

/** Pictures and attached files: nothing of the text. */
export function isNotText(dictionary: string): boolean {
  return /\/Subtype\s*\/Image\b|\/Type\s*\/EmbeddedFile\b/.test(plainNames(dictionary));
}

/** A name may spell any of its characters as #xx (7.3.5). */
function plainNames(dictionary: string): string {
  return dictionary.replace(/#([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
