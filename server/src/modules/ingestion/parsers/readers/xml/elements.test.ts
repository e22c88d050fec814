import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  ElementReader,
  textIn,
  textsBelow,
  type XmlElement,
} from './elements.ts';
import { readXml } from './reader.ts';

async function elementsOf(text: string, maxItemBytes: number = defaultLimits.maxItemBytes) {
  const sink = new RecordingSink();
  const limits = { ...defaultLimits, maxItemBytes };
  const given: XmlElement[] = [];
  const log: string[] = [];
  const source = bytesInChunks(new TextEncoder().encode(text));
  await readXml({ source, limits, sink, roots: ['r'], formatName: 'a test' }, (position) => {
    const events = {
      whole: new Set(['item']),
      leaveOut: new Set(['big']),
      element: (element: XmlElement) => given.push(element),
      tooLarge: (name: string, where: string) => log.push(`${name} ${where}`),
      open: (name: string) => log.push(`<${name}>`),
      close: (name: string, content: string) => log.push(`</${name}>${content}`),
    };
    return new ElementReader(events, position, limits);
  });
  return { given, log };
}

describe('ElementReader', () => {
  test('gives items whole, without what is left out, and passes on what stands around them', async () => {
    const { given, log } = await elementsOf(
      '<r><n>x</n>\n<item id="1"><a> b </a><big><a>c</a></big><l><i>1</i><i>2</i></l></item></r>',
    );
    expect(log).toEqual(['<r>', '<n>', '</n>x', '</r>']);
    const [item] = given;
    expect([item?.line, attributeOf(item, 'id'), attributeOf(item, 'no')]).toEqual([2, '1', undefined]);
    expect(item?.children.map(({ name }) => name)).toEqual(['a', 'l']);
    expect(textIn(item, 'a')).toBe('b');
    expect(childrenOf(childOf(item, 'l'), 'i').map(({ text }) => text)).toEqual(['1', '2']);
    expect(textsBelow(item)).toEqual(['b', '1', '2']);
  });

  test('an item above the bound is named with its line and the next one is read', async () => {
    const big = `<item><a>${'x'.repeat(500)}</a><b/></item>`;
    const { given, log } = await elementsOf(`<r>\n${big}<item><a>y</a></item></r>`, 400);
    expect(log).toEqual(['<r>', 'item line 2', '</r>']);
    expect(given.map((item) => textIn(item, 'a'))).toEqual(['y']);
  });

  test('keeps text that stands between elements, in its order', async () => {
    const { given } = await elementsOf('<r><item>one<a>two</a> three <b/>four</item></r>');
    const [item] = given;
    expect(item?.children.map(({ before }) => before)).toEqual(['one', ' three ']);
    expect(textsBelow(item)).toEqual(['one', 'two', 'three', 'four']);
  });
});
