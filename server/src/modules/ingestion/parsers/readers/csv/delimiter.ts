const delimiters = [',', ';', '\t', '|'] as const;
const maxLines = 20;

/**
 * The delimiter of a CSV text: the one that splits the first lines into most columns, quoted parts aside. A comma when
 * none occurs. Several lines are looked at because exports put a title above the header.
 */
export function detectDelimiter(text: string): string {
  let best = ',';
  let most = 0;
  const lines = unquotedLines(text);
  for (const delimiter of delimiters) {
    const count = Math.max(0, ...lines.map((line) => line.split(delimiter).length - 1));
    if (count > most) {
      best = delimiter;
      most = count;
    }
  }
  return best;
}

/** The first lines with quoted parts left out. */
function unquotedLines(text: string): string[] {
  const kept = text.slice(0, 65_536).replaceAll(/"[^"]*(?:"|$)/g, '');
  return kept.split('\n', maxLines);
}
