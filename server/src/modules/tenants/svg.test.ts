import { expect, it } from 'vitest';
import { sanitiseSvg } from './svg.ts';

const clean = (text: string) =>
  sanitiseSvg(Buffer.from(text), (message) => {
    throw new RangeError(message);
  });

it('keeps a plain drawing as it is', () => {
  const text =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs><path d="M0 0h40" fill="url(#g)"></path></svg>';
  expect(clean(text)).toEqual({ text, width: 40, height: 20 });
});

it.each([
  ['<script>alert(1)</script>'],
  ['<g onload="alert(1)"></g>'],
  ['<a href="javascript:alert(1)"><path d="M0 0"/></a>'],
  ['<image href="https://evil.example/x.png"/>'],
  ['<use href="https://evil.example/x.svg#a"/>'],
  ['<use xlink:href="data:image/svg+xml;base64,AAAA"/>'],
  ['<foreignObject><iframe src="https://evil.example"/></foreignObject>'],
  ['<style>@import url(https://evil.example/x.css);</style>'],
  ['<path style="background:url(https://evil.example)" d="M0 0"/>'],
  ['<path fill="url(https://evil.example/#a)" d="M0 0"/>'],
  ['<path fill="url(//evil.example/#a)" d="M0 0"/>'],
  ['<path fill="u&#114;l(https://evil.example)" d="M0 0"/>'],
  ['<animate attributeName="href" to="javascript:alert(1)"/>'],
  ['<set attributeName="onload" to="alert(1)"/>'],
  ['<SCRIPT>alert(1)</SCRIPT>'],
  ['<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>'],
  ['<g><script><g>alert(1)</g></script></g>'],
])('leaves nothing active or outside of %s', (inner) => {
  const { text } = clean(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inner}</svg>`,
  );
  expect(text).not.toMatch(
    /script|alert|evil|on\w+=|javascript|data:|style|import|foreign|iframe|animate|<set|<a[ >]/i,
  );
});

it.each([
  ['<!DOCTYPE svg [<!ENTITY x "y">]><svg>&x;</svg>', /document type/],
  ['<html></html>', /neither/],
  ['not xml', /neither/],
  ['<svg>', /neither/],
  [`<svg>${'<g>'.repeat(60)}${'</g>'.repeat(60)}</svg>`, /intricate/],
  [`<svg>${'<g/>'.repeat(6_000)}</svg>`, /intricate/],
])('refuses %.40s', (text, reason) => {
  expect(() => clean(text)).toThrow(reason);
});

it('writes what the clean text says even when a value tries to leave its attribute', () => {
  const { text } = clean(
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="&quot;&gt;&lt;script&gt;"/><title>&lt;script&gt;</title></svg>',
  );
  expect(text).not.toContain('<script');
  expect(text).toContain('&lt;script&gt;');
});
