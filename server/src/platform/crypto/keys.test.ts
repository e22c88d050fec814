import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { equalInConstantTime } from './constant-time.ts';
import { createKeys, verifyOffline } from './keys.ts';
import { keyPurposes, masterKey, parseMasterKey, recogniseCheckValue } from './master-key.ts';

const first = masterKey(Buffer.alloc(32, 1));
const second = masterKey(Buffer.alloc(32, 2));

describe('the master key', () => {
  it('gives a key per purpose, none of which tells another or the master key', () => {
    const derived = [first, second].flatMap((master) =>
      keyPurposes.map((purpose) => master.derive(purpose).toString('hex')),
    );
    expect(new Set([...derived, Buffer.alloc(32, 1).toString('hex')]).size).toBe(2 * keyPurposes.length + 1);
  });

  it('derives as RFC 5869 says: other software gets the same key', () => {
    // HKDF-Extract with an empty salt, then the first block of HKDF-Expand, written out.
    const hmac = (key: Buffer, ...parts: Buffer[]) =>
      parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
    const extracted = hmac(Buffer.alloc(32), Buffer.alloc(32, 1));
    expect(first.derive('signing')).toEqual(hmac(extracted, Buffer.from('crp/v1/signing'), Buffer.from([1])));
  });

  it.each([31, 33, 0, 64])('refuses %i bytes', (length) => {
    expect(() => masterKey(Buffer.alloc(length))).toThrow(RangeError);
  });

  it('is recognised by its check value: the current one, an earlier one, a foreign one', () => {
    const ring = { current: second, previous: [first] };
    expect(recogniseCheckValue(second.checkValue, ring)).toBe('CURRENT');
    expect(recogniseCheckValue(first.checkValue, ring)).toBe('PREVIOUS');
    expect(recogniseCheckValue(masterKey(Buffer.alloc(32, 3)).checkValue, ring)).toBe('FOREIGN');
    expect(recogniseCheckValue('', ring)).toBe('FOREIGN');
  });

  it('reads back from base64url and hex, and from nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const key = Buffer.from(bytes);
        expect(parseMasterKey(key.toString('hex'))).toEqual(key);
        expect(parseMasterKey(key.toString('base64url'))).toEqual(key);
      }),
    );
    for (const text of ['', 'a', 'x'.repeat(42), 'x'.repeat(45), 'g'.repeat(64), ' '.repeat(43)])
      expect(parseMasterKey(text)).toBeUndefined();
  });
});

describe('signatures', () => {
  const keys = createKeys(first);
  const text = canonicalJson({ b: [1, 'é'], a: null });

  it('verify with the public key alone', () => {
    const signed = keys.sign(text);
    expect(keys.verify(text, signed.signature)).toBe(true);
    expect(verifyOffline({ ...signed, text })).toBe(true);
    const der = createPublicKey(signed.publicKey).export({ format: 'der', type: 'spki' });
    expect(signed.keyId).toBe(createHash('sha256').update(der).digest('hex').slice(0, 16));
    expect(verify(null, Buffer.from(text), signed.publicKey, Buffer.from(signed.signature, 'base64'))).toBe(
      true,
    );
  });

  const noOpenssl = spawnSync('openssl', ['version']).status !== 0;
  it.skipIf(noOpenssl)('verify with openssl, which shares no code with us', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crp-signature-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const signed = keys.sign(text);
    writeFileSync(join(folder, 'key.pem'), signed.publicKey);
    writeFileSync(join(folder, 'text'), text);
    writeFileSync(join(folder, 'signature'), Buffer.from(signed.signature, 'base64'));
    const args = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      'key.pem',
      '-rawin',
      '-in',
      'text',
      '-sigfile',
      'signature',
    ];
    expect(execFileSync('openssl', args, { cwd: folder, encoding: 'utf8' })).toMatch(
      /Verified Successfully/i,
    );
  });

  it('fail once text, signature or key differ in anything', () => {
    const { signature, publicKey } = keys.sign(text);
    fc.assert(
      fc.property(fc.string(), (other) => {
        if (other !== text) expect(keys.verify(other, signature)).toBe(false);
        if (other !== signature) expect(keys.verify(text, other)).toBe(false);
      }),
    );
    expect(keys.verify(text, `${signature} `)).toBe(false);
    expect(keys.verify(text, signature.replace(/==$/, ''))).toBe(false);
    expect(verifyOffline({ text: `${text} `, signature, publicKey })).toBe(false);
    expect(verifyOffline({ text, signature, publicKey: createKeys(second).publicKey })).toBe(false);
  });

  it('of an earlier master key still verify, and new ones are made with the current key', () => {
    const changed = createKeys(second, { previous: [first] });
    expect(changed.verify(text, keys.sign(text).signature)).toBe(true);
    expect(changed.sign(text).keyId).toBe(createKeys(second).keyId);
    expect(createKeys(second).verify(text, keys.sign(text).signature)).toBe(false);
  });
});

it('equalInConstantTime is equality, for any lengths', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => equalInConstantTime(a, b) === (a === b)));
  fc.assert(fc.property(fc.string(), (a) => equalInConstantTime(a, `${a}`)));
});
