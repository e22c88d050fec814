// biome-ignore lint/suspicious/noControlCharactersInRegex: control and direction characters are what is replaced
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name out of an archive, fit for a sentence: short, on one line, in reading order. */
export function shownName(name: string): string {
  const text = name.replace(invisible, '\uFFFD').toWellFormed();
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
