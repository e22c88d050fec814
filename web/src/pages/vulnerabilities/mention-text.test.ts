import { describe, expect, it } from 'vitest';
import { draftAt, membersFor, mentionedIn, partsOf } from './mention-text.ts';

const ann = { id: '1', displayName: 'Ann' };
const annLee = { id: '2', displayName: 'Ann Lee' };
const otherAnn = { id: '3', displayName: 'Ann' };
const all = [ann, annLee, otherAnn];

describe('a mention that is being typed', () => {
  it.each([
    ['@', 1, { start: 0, query: '' }],
    ['see @an', 7, { start: 4, query: 'an' }],
    ['see @Ann L', 10, { start: 4, query: 'Ann L' }],
    ['(@a', 3, { start: 1, query: 'a' }],
    ['see @an later', 7, { start: 4, query: 'an' }],
  ])('%j at %i is found', (text, caret, draft) => {
    expect(draftAt(text, caret)).toEqual(draft);
  });

  it.each([
    ['no sign', 7],
    ['me@example.test', 15],
    ['@ spaced', 8],
    ['@one\ntwo', 8],
    [`@${'x'.repeat(41)}`, 42],
  ])('%j is none', (text, caret) => {
    expect(draftAt(text, caret)).toBeUndefined();
  });

  it('offers those with a name or surname that begins so', () => {
    expect(membersFor(all, 'lee', 5)).toEqual([annLee]);
    expect(membersFor(all, 'AN', 2)).toEqual([ann, annLee]);
  });
});

describe('mentions in a text', () => {
  it('are the longest names that stand there, whole words only', () => {
    expect(mentionedIn('@Ann Lee and @Ann, not @Anna or me@Bob', all)).toEqual(['2', '1']);
    expect(mentionedIn('@Ann', [otherAnn, ...all])).toEqual(['3']);
  });

  it('cut the text without losing any of it', () => {
    const text = 'For @Ann Lee: see @nobody. @Ann';
    const parts = partsOf(text, all);
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter(({ member }) => member)).toEqual([
      { text: '@Ann Lee', member: annLee },
      { text: '@Ann', member: ann },
    ]);
  });
});
