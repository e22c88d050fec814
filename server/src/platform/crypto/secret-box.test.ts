import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretBoxError, type SecretPlace, secretBox } from './secret-box.ts';

const oldRoot = Buffer.alloc(32, 1);
const newRoot = Buffer.alloc(32, 2);
const place: SecretPlace = { tenantId: 't1', table: 'connectors', column: 'token', rowId: 'r1' };
const anyPlace = fc.record({
  tenantId: fc.string(),
  table: fc.string(),
  column: fc.string(),
  rowId: fc.string(),
});
const anyText = fc.string({ unit: 'grapheme', maxLength: 200 });

describe('a sealed secret', () => {
  it('opens to what was sealed, at its own place', () => {
    fc.assert(
      fc.property(anyText, anyPlace, (secret, where) => {
        const box = secretBox(oldRoot);
        expect(box.open(box.seal(secret, where), where)).toBe(secret);
      }),
    );
  });

  it('opens nowhere else: not in another row, column, table or tenant', () => {
    const box = secretBox(oldRoot);
    fc.assert(
      fc.property(anyPlace, anyPlace, (from, to) => {
        fc.pre(JSON.stringify(from) !== JSON.stringify(to));
        expect(() => box.open(box.seal('secret', from), to)).toThrow(SecretBoxError);
      }),
    );
    for (const part of ['tenantId', 'table', 'column', 'rowId'] as const) {
      expect(() => box.open(box.seal('secret', place), { ...place, [part]: 'other' })).toThrow(
        SecretBoxError,
      );
    }
  });

  it('keeps places apart that read alike when joined', () => {
    const box = secretBox(oldRoot);
    const sealed = box.seal('secret', { ...place, table: 'a|b', column: 'c' });
    expect(() => box.open(sealed, { ...place, table: 'a', column: 'b|c' })).toThrow(SecretBoxError);
  });

  it('opens no more once any character is changed, dropped or added', () => {
    const box = secretBox(oldRoot);
    const sealed = box.seal('secret', place);
    for (let at = 0; at < sealed.length; at++) {
      for (const other of ['A', 'b', '0', '.', '']) {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        if (changed !== sealed) expect(() => box.open(changed, place)).toThrow(SecretBoxError);
      }
    }
    expect(() => box.open(`${sealed}A`, place)).toThrow(SecretBoxError);
  });

  it('does not open with a data key taken from another secret', () => {
    const box = secretBox(oldRoot);
    const [a, b] = [box.seal('a', place).split('.'), box.seal('b', place).split('.')];
    expect(() => box.open([a[0], a[1], a[2], b[3]].join('.'), place)).toThrow(SecretBoxError);
  });

  it('does not open under another master key, and the refusal tells nothing of the secret', () => {
    const sealed = secretBox(oldRoot).seal('canary', place);
    expect(() => secretBox(newRoot).open(sealed, place)).toThrow('sealed under a key that is not known here');
    expect(sealed).not.toContain('canary');
  });

  it('reads differently each time (ASVS 11.3.4: no nonce comes twice in 20,000 seals)', () => {
    const box = secretBox(oldRoot);
    const nonces = new Set<string>();
    for (let n = 0; n < 20_000; n++) {
      const [, , wrapped = '', body = ''] = box.seal('same', place).split('.');
      nonces.add(wrapped.slice(0, 16)).add(body.slice(0, 16));
    }
    expect(nonces.size).toBe(40_000);
  });

  it('is not made once the key was used as often as it may', () => {
    const box = secretBox(oldRoot, { maxSeals: 2 });
    box.seal('1', place);
    const last = box.seal('2', place);
    expect(() => box.seal('3', place)).toThrow(/change the master key/);
    expect(box.open(last, place)).toBe('2');
  });

  it('is the same text for the same randomness', () => {
    const fixed = () => {
      let drawn = 0;
      return {
        randomBytes: (size: number) => createHash('sha512').update(`${drawn++}`).digest().subarray(0, size),
      };
    };
    const seal = () => secretBox(oldRoot, { randomness: fixed() }).seal('secret', place);
    expect(seal()).toBe(seal());
  });
});

describe('changing the master key', () => {
  it('re-wraps 10,000 secrets while they are read, with no failed read', () => {
    const before = secretBox(oldRoot);
    const prepared = secretBox(oldRoot, { previous: [newRoot] });
    const changed = secretBox(newRoot, { previous: [oldRoot] });
    const after = secretBox(newRoot);
    const rows = Array.from({ length: 10_000 }, (_, index) => ({ ...place, rowId: `r${index}` }));
    const stored = rows.map((row) => before.seal(`secret of ${row.rowId}`, row));
    for (const [index, row] of rows.entries()) {
      const kept = changed.rewrap(stored[index] ?? '', row);
      stored[index] = kept;
      // Both kinds of nodes read rows on both sides of the walker.
      const at = (index * 7919) % rows.length;
      const probe = rows[at] ?? row;
      const sealed = stored[at] ?? '';
      if (index % 10 === 0) expect(prepared.open(sealed, probe)).toBe(`secret of ${probe.rowId}`);
      if (index % 10 === 5) expect(changed.open(sealed, probe)).toBe(`secret of ${probe.rowId}`);
    }
    for (const [index, row] of rows.entries())
      expect(after.open(stored[index] ?? '', row)).toBe(`secret of ${row.rowId}`);
  });

  it('leaves the secret itself as it was sealed, and what is current already as a whole', () => {
    const sealed = secretBox(oldRoot).seal('secret', place);
    const changed = secretBox(newRoot, { previous: [oldRoot] });
    const rewrapped = changed.rewrap(sealed, place);
    expect(rewrapped.split('.')[3]).toBe(sealed.split('.')[3]);
    expect(rewrapped.split('.')[1]).toBe(changed.keyId);
    expect(changed.rewrap(rewrapped, place)).toBe(rewrapped);
  });

  it('refuses to re-wrap a text that was moved', () => {
    const sealed = secretBox(oldRoot).seal('secret', place);
    const changed = secretBox(randomBytes(32), { previous: [oldRoot] });
    expect(() => changed.rewrap(sealed, { ...place, rowId: 'r2' })).toThrow(SecretBoxError);
  });
});
