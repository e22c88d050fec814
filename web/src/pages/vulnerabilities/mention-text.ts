/** Somebody who can be mentioned. */
export interface Member {
  readonly id: string;
  readonly displayName: string;
}

interface MentionDraft {
  /** Place of the "@". */
  readonly start: number;
  /** What was typed after it. */
  readonly query: string;
}

const maxQuery = 40;

/** The mention that is being typed at the caret, if any: an "@" that begins a word, and what follows it on the line. */
export function draftAt(text: string, caret: number): MentionDraft | undefined {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf('@');
  if (start === -1 || (start > 0 && !/[\s(]/.test(before.charAt(start - 1)))) return undefined;
  const query = before.slice(start + 1);
  return query.length > maxQuery || query.includes('\n') || query.startsWith(' ')
    ? undefined
    : { start, query };
}

/** Members whose name, or a word of it, begins with the query; at most `limit`. */
export function membersFor<M extends Member>(members: readonly M[], query: string, limit: number): M[] {
  const wanted = query.toLowerCase();
  return members
    .filter(({ displayName }) => {
      const name = displayName.toLowerCase();
      return name.startsWith(wanted) || name.includes(` ${wanted}`);
    })
    .slice(0, limit);
}

interface TextPart {
  readonly text: string;
  readonly member?: Member;
}

/** The text cut at its mentions. The longest name counts, so that "@Ann Lee" is not "@Ann". */
export function partsOf(text: string, members: readonly Member[]): TextPart[] {
  const byLength = members.toSorted((one, other) => other.displayName.length - one.displayName.length);
  const parts: TextPart[] = [];
  let plainFrom = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const member = byLength.find(({ displayName }) => endsAWord(text, at + 1, displayName));
    if (!member) continue;
    if (at > plainFrom) parts.push({ text: text.slice(plainFrom, at) });
    plainFrom = at + 1 + member.displayName.length;
    parts.push({ text: text.slice(at, plainFrom), member });
  }
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom) });
  return parts;
}

function endsAWord(text: string, at: number, name: string): boolean {
  return text.startsWith(name, at) && !/^[\p{L}\p{N}]/u.test(text.slice(at + name.length));
}

/** Ids of those whose "@name" stands in the text. Of two with one name the first of the list counts. */
export function mentionedIn(text: string, members: readonly Member[]): string[] {
  return [...new Set(partsOf(text, members).flatMap(({ member }) => (member ? [member.id] : [])))];
}
