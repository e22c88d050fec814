import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { qrModules, qrSvg } from './qr.ts';

const base = 'https://crp.example/verify/';

// Digests of the modules that an independent encoder (npm qrcode 1.5.4, byte mode, level M) makes of the same text.
test.each([
  { text: 'crp', side: 21, digest: 'ba6707cb407f13de' },
  { text: base + '0'.repeat(20), side: 33, digest: '65601e9495ced3bf' },
  { text: base + '0123456789abcdef'.repeat(4), side: 41, digest: 'cb968bfe683828f2' },
  { text: base + '0123456789abcdef'.repeat(12), side: 61, digest: '72503d76336b51e9' },
  { text: 'x'.repeat(412), side: 77, digest: '18dc007515645131' },
])('modules of $side × $side agree with an independent encoder', ({ text, side, digest }) => {
  const modules = qrModules(text);
  const bits = modules
    .flat()
    .map((dark) => (dark ? '1' : '0'))
    .join('');
  expect(modules.length).toBe(side);
  expect(createHash('sha256').update(bits).digest('hex').slice(0, 16)).toBe(digest);
});

test('a text that does not fit is refused, not cut', () => {
  expect(() => qrModules('x'.repeat(413))).toThrow(RangeError);
});

test('the drawing keeps four clear modules on every side', () => {
  const svg = qrSvg('crp');
  const positions = [...svg.matchAll(/M(\d+) (\d+)h1/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  expect(svg).toContain('viewBox="0 0 29 29"');
  expect(Math.min(...positions)).toBe(4);
  expect(Math.max(...positions)).toBe(24);
});
