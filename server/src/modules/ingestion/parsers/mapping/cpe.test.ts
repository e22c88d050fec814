import { expect, test } from 'vitest';
import { cpeOf } from './cpe.ts';

test.each([
  ['cpe:/a:sample:tool:7.4', { part: 'a', vendor: 'sample', product: 'tool', version: '7.4' }],
  ['cpe:/o:sample:os', { part: 'o', vendor: 'sample', product: 'os', version: undefined }],
  ['cpe:2.3:a:sample:c\\+\\+:1\\:2:*:*', { part: 'a', vendor: 'sample', product: 'c++', version: '1:2' }],
  ['cpe:2.3:h:sample:box:-:*', { part: 'h', vendor: 'sample', product: 'box', version: undefined }],
  ['cpe:/a:sample:c%2b%2b:1', { part: 'a', vendor: 'sample', product: 'c++', version: '1' }],
])('%s', (text, cpe) => expect(cpeOf(text)).toEqual(cpe));

test.each(['', 'cpe:/a:sample', 'pkg:npm/a', 'cpe:/a::'])('%j is none', (text) => {
  expect(cpeOf(text)).toBeUndefined();
});
