import { expect, test } from 'vitest';
import { detectDelimiter } from './delimiter.ts';

test.each([
  ['a,b\n1,2\n', ','],
  ['a;b\n1;2\n', ';'],
  ['a\n1\n', ','],
  ['Report of January, in short\n\na;b;c\n1;2;3\n', ';'],
  ['"x;y;z;1;2;3;4",b\n', ','],
  ['a;b;c;d;e;f\n1;2;3;4;5;x, y, z, 1, 2, 3, 4, 5\n', ';'],
  ['a\tb\tc\td\te\tf\n1|2|3|4|5|6|7|8\t\t\t\t\t\n', '\t'],
])('%j is split by %j', (text, delimiter) => {
  expect(detectDelimiter(text)).toBe(delimiter);
});
