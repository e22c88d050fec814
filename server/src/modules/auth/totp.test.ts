import { expect, it } from 'vitest';
import { base32, codeAt, matchingStep, totpUri } from './totp.ts';

const rfcSecret = Buffer.from('12345678901234567890');

it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('gives the code of RFC 6238, appendix B, at second %i', (seconds, code) => {
  expect(codeAt(rfcSecret, Math.floor(seconds / 30))).toBe(code);
  expect(matchingStep(rfcSecret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

it('takes a code one step early or late, and not two', () => {
  const step = 50_000_000;
  const at = (by: number) => (step + by) * 30_000;
  const code = codeAt(rfcSecret, step);
  expect([-2, -1, 0, 1, 2].map((by) => matchingStep(rfcSecret, code, at(by)))).toEqual([
    undefined,
    step,
    step,
    step,
    undefined,
  ]);
});

it('refuses anything that is not six digits', () => {
  for (const code of ['', '12345', '1234567', '28708a', '２８７０８２', ' 287082'])
    expect(matchingStep(rfcSecret, code, 59_000)).toBeUndefined();
});

it.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('writes %j in base32 as RFC 4648, section 10, without padding', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

it('writes an address that authenticator apps read', () => {
  const uri = new URL(totpUri({ issuer: 'CRP', account: 'a+b@example.test', secret: rfcSecret }));
  expect(uri.pathname).toBe('/CRP:a%2Bb%40example.test');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    secret: base32(rfcSecret),
    issuer: 'CRP',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
