import { plainTextOf } from '../mapping/html.ts';

const ownTags =
  /<\/?(?:Content|Paragraph|AltParagraph|IfDef|IfNotDef|ConditionalText|Replace)\b[^>]{0,500}>/g;

/** Fortify's prose as plain text: its own tags go, `<Replace key="…"/>` becomes what the instance says stands there. */
export function proseOf(
  text: string | undefined,
  definitions: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  if (text === undefined) return undefined;
  const filled = text.replaceAll(
    /<Replace\s[^>]{0,300}?\bkey="([^"]{1,200})"[^>]{0,300}>/g,
    (_tag, key: string) => definitions.get(key) ?? '',
  );
  const plain = plainTextOf(filled.replaceAll(ownTags, '')).slice(0, 65_536);
  return plain === '' ? undefined : plain;
}
