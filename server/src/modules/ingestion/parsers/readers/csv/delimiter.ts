const delimiters = [',', ';', '\t', '|'] as const;
const maxLines = 20;
/** Delimiters in a first line that make it a header beyond doubt when no other kind stands beside them. */
const minSureCount = 5;

/**
 * The delimiter of a CSV text: the one that splits the first lines into most columns, quoted parts aside. A comma when
 * none occurs. Several lines are looked at because exports put a title above the header. A first line that only one of them
 * splits, often, decides alone: cells below may hold long lists with commas or bars.
 */
export function detectDelimiter(text: string): string {
  let best = ',';
  let most = 0;
  const lines = unquotedLines(text);
  const sure = delimiterOfHeader(lines[0] ?? '');
  if (sure !== undefined) return sure;
  for (const delimiter of delimiters) {
    const count = Math.max(0, ...lines.map((line) => line.split(delimiter).length - 1));
    if (count > most) {
      best = delimiter;
      most = count;
    }
  }
  return best;
}

function delimiterOfHeader(line: string): string | undefined {
  const used = delimiters.filter((delimiter) => line.includes(delimiter));
  const [only] = used;
  if (only === undefined || used.length > 1) return undefined;
  return line.split(only).length - 1 >= minSureCount ? only : undefined;
}

/** The first lines with quoted parts left out. */
function unquotedLines(text: string): string[] {
  const kept = text.slice(0, 65_536).replaceAll(/"[^"]*(?:"|$)/g, '');
  return kept.split('\n', maxLines);
}
