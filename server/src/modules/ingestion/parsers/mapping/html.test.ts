import { describe, expect, test } from 'vitest';
import { addLinks, decodeReferences, plainTextOf } from './html.ts';

describe('prose in HTML', () => {
  test('loses its formatting and nothing else', () => {
    expect(
      plainTextOf('<p>One <b>two</b>.</p><p>Three:</p><ul><li>a &lt;script&gt;</li><li>b</li></ul><br/>end'),
    ).toBe('One two.\n\nThree:\n\n- a <script>\n- b\n\nend');
    expect(plainTextOf('a <script>alert(1)</script> < 5 & x <custom-tag>')).toBe(
      'a <script>alert(1)</script> < 5 & x <custom-tag>',
    );
    expect(plainTextOf('  plain ')).toBe('plain');
  });

  test('references are decoded once, and those that stand for no text stay', () => {
    expect(decodeReferences('&amp;lt; &#65;&#x42; &nbsp;&#0;&#xD800;&unknown;&#99999999;')).toBe(
      '&lt; AB  &#0;&#xD800;&unknown;&#99999999;',
    );
  });

  test('long runs of white space and of signs take no time', () => {
    const started = performance.now();
    expect(plainTextOf(`<b>${' '.repeat(65_000)}x${'\n'.repeat(65_000)}y</b>`)).toBe('x\n\ny');
    addLinks([], `https://a.example/${'.'.repeat(65_000)}x `);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('links are the addresses in attributes and in the text, each once', () => {
    const links: string[] = [];
    addLinks(
      links,
      `<a href="https://a.example/x?a=1&amp;b=2">See</a> https://b.example/y. (http://c.example/) <a href='https://b.example/y'>again</a> ftp://d.example`,
    );
    expect(links).toEqual(['https://a.example/x?a=1&b=2', 'https://b.example/y', 'http://c.example/']);
  });
});
