import { addOnce } from './identifiers.ts';

/** Tags that scanners format their own prose with; what is not here belongs to the scanned site and stays as it is. */
const formattingTags: ReadonlySet<string> = new Set(
  'a abbr b big blockquote br cite code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var'.split(
    ' ',
  ),
);
const blockTags: ReadonlySet<string> = new Set(
  'blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul'.split(' '),
);

/** The named references that occur in prose; others stay as they are. */
const namedCharacters: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  gt: '>',
  hellip: '…',
  laquo: '«',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
  raquo: '»',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  trade: '™',
};

/** Plain text of a scanner's own prose in HTML: formatting is taken off, references are decoded, anything else stays. */
export function plainTextOf(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return html.trim();
  const text = html.replace(
    /<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/gi,
    (tag: string, slash: string, name: string) => {
      const known = name.toLowerCase();
      if (!formattingTags.has(known)) return tag;
      if (known === 'li') return slash === '' ? '\n- ' : '';
      if ((known === 'ul' || known === 'ol') && slash === '') return '';
      if (known === 'td' || known === 'th') return slash === '' ? '' : ' ';
      return blockTags.has(known) ? '\n' : '';
    },
  );
  // Line by line, because a pattern for white space before a line end takes quadratic time on long runs of it.
  const lines = decodeReferences(text)
    .split('\n')
    .map((line) => line.trimEnd());
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** Decodes character references, numeric ones and those in common use. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi,
    (reference: string, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (name !== undefined)
        return Object.hasOwn(namedCharacters, name) ? (namedCharacters[name] ?? reference) : reference;
      const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
      const isText = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isText || code === 0x09 || code === 0x0a ? String.fromCodePoint(code) : reference;
    },
  );
}

const maxLinkLength = 2_048;

/** Adds the web addresses of prose in HTML or plain text: targets of links and addresses written out. At most 1,000. */
export function addLinks(references: string[], html: string): void {
  for (const [address] of html.matchAll(/\bhttps?:\/\/[^\s<>"']+/gi)) {
    if (references.length >= 1_000) return;
    const link = address.length > maxLinkLength ? '' : decodeReferences(address).replace(/[.,;:!?)\]]+$/, '');
    addOnce(references, link);
  }
}
