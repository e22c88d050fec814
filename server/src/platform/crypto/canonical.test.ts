import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2', () => {
    const value = {
      numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
      string: '\u20ac$\u000f\u000aA\u0027\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts names by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    const order = Object.values(JSON.parse(canonicalJson(value).replaceAll(/"([^"]*)":/g, '"k$1":')));
    expect(order).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  it('is one text for one value, whatever the order of names, and parses back to it', () => {
    const json = fc.jsonValue();
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
      }),
    );
  });

  it.each([
    ['NaN', { a: Number.NaN }, '$.a'],
    ['Infinity', [Number.POSITIVE_INFINITY], '$[0]'],
    ['BigInt', { a: 1n }, '$.a'],
    ['undefined', undefined, '$'],
    ['undefined in an array', [1, undefined], '$[1]'],
    ['a hole in an array', Array(1), '$[0]'],
    ['a function', { a: () => 1 }, '$.a'],
    ['a symbol', { a: Symbol('x') }, '$.a'],
    ['a date', { a: new Date(0) }, '$.a'],
    ['a buffer', { a: Buffer.from('x') }, '$.a'],
    ['a map', { a: new Map([[1, 2]]) }, '$.a'],
    ['a set', { a: new Set([1]) }, '$.a'],
    ['an unpaired surrogate', { a: '\ud800' }, '$.a'],
    ['an unpaired surrogate in a name', { '\udc00': 1 }, '$'],
  ])('refuses %s and says where', (_, value, path) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson(value)).toThrow(path);
  });

  it('refuses a circle and a million levels without overflowing', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    let deep: unknown = 1;
    for (let level = 0; level < 1_000_000; level++) deep = [deep];
    expect(() => canonicalJson(circle)).toThrow(/nested deeper/);
    expect(() => canonicalJson(deep)).toThrow(/nested deeper/);
  });

  it('leaves out members that are undefined and takes objects without a prototype', () => {
    const bare = Object.assign(Object.create(null), { b: 1, a: undefined });
    expect(canonicalJson(bare)).toBe('{"b":1}');
    expect(canonicalJson({ __proto__x: 1, constructor: 2 })).toBe('{"__proto__x":1,"constructor":2}');
  });
});
