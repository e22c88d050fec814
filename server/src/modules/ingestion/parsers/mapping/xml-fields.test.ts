import { expect, test } from 'vitest';
import type { XmlElement } from '../readers/xml/elements.ts';
import { sourceDataOfElement } from './xml-fields.ts';

function element(
  name: string,
  { text = '', attributes = {}, children = [] }: Partial<Omit<XmlElement, 'name' | 'line'>> = {},
): XmlElement {
  return { name, text, attributes, children, before: '', line: 1 };
}

test('keeps attributes and children under their names, repeated ones as a list, without what is left out', () => {
  const item = element('item', {
    attributes: { id: '7', used: 'x' },
    children: [
      element('note', { text: ' a ' }),
      element('note', { text: 'b' }),
      element('empty'),
      element('event', { attributes: { kind: 'dns' }, children: [element('ip', { text: '192.0.2.1' })] }),
      element('constructor', { text: 'c' }),
      element('__proto__', { text: 'd' }),
    ],
  });
  const kept = sourceDataOfElement(item, new Set(['used']));
  expect(kept).toEqual({
    id: '7',
    note: ['a', 'b'],
    event: { kind: 'dns', ip: '192.0.2.1' },
    constructor: 'c',
  });
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
});

test('stays below 64 KiB of JSON whatever the item holds', () => {
  const long = element('long', { text: '"\n'.repeat(30_000) });
  const item = element('item', { children: Array.from({ length: 100 }, () => long) });
  const length = JSON.stringify(sourceDataOfElement(item, new Set())).length;
  expect(length).toBeGreaterThan(10_000);
  expect(length).toBeLessThanOrEqual(64 * 1024);
});
