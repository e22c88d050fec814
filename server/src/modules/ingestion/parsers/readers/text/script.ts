import { textWindows } from './windows.ts';

/**
 * The JSON value of a script that is one assignment ("name = {…};"), as bytes for a JSON reader: the name and the
 * semicolon are taken off, everything else stays as it is. A file without the assignment comes out unchanged, in UTF-8.
 */
export async function* valueOfScript(
  source: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const start = new RegExp(`^\\s*(?:(?:var|let|const)\\s+)?${name}\\s*=\\s*`);
  let isFirst = true;
  let kept = '';
  for await (const window of textWindows(source)) {
    const text = kept + (isFirst ? window.replace(start, '') : window);
    isFirst = false;
    // White space and semicolons wait, because the last ones end the script; so does half of a character.
    const end = endOfValue(text);
    kept = text.slice(end);
    if (end > 0) yield encoder.encode(text.slice(0, end));
  }
  const rest = kept.replace(/[\s;]+$/, '');
  if (rest !== '') yield encoder.encode(rest);
}

const maxTail = 1_000;

function endOfValue(text: string): number {
  let end = text.length;
  while (end > 0 && text.length - end < maxTail && /[\s;]/.test(text.charAt(end - 1))) end -= 1;
  if (end < text.length) return end;
  return /[\uD800-\uDBFF]/.test(text.charAt(end - 1)) ? end - 1 : end;
}
