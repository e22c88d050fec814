import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedBy } from '../../shared/signatures.ts';
import { readReceipt } from './receipt.ts';
import { readVerifySearch } from './search.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
const signatureOf = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64');

describe('a signature in the browser', () => {
  it('holds for exactly the signed text and key', async () => {
    const signed = { text: 'Größe 1', signature: signatureOf('Größe 1'), publicKey: pem };
    expect(await isSignedBy(signed)).toBe(true);
    expect(await isSignedBy({ ...signed, text: 'Größe 2' })).toBe(false);
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString();
    expect(await isSignedBy({ ...signed, publicKey: other })).toBe(false);
  });

  it('does not hold where key or signature is none', async () => {
    expect(await isSignedBy({ text: 'a', signature: '%%', publicKey: pem })).toBe(false);
    expect(await isSignedBy({ text: 'a', signature: signatureOf('a'), publicKey: 'no key' })).toBe(false);
  });
});

describe('a receipt file', () => {
  const body = {
    receiptVersion: 1,
    previewDigest: 'aa',
    effectDigest: 'aa',
    finalizedAt: '2026-11-23T10:00:00.000Z',
  };
  const canonical = JSON.stringify(body);
  const file = (over: object) =>
    new TextEncoder().encode(
      JSON.stringify({ receipt: body, canonical, signature: 's', publicKey: pem, ...over }),
    );

  it('is read with what it says of itself', () => {
    expect(readReceipt(file({}))).toEqual({
      canonical,
      signature: 's',
      publicKey: pem,
      consistent: true,
      digestsMatch: true,
      finalizedAt: '2026-11-23T10:00:00.000Z',
    });
  });

  it('is told from one whose shown numbers are not those that were signed', () => {
    expect(readReceipt(file({ receipt: { ...body, effectDigest: 'bb' } }))?.consistent).toBe(false);
    const changed = JSON.stringify({ ...body, effectDigest: 'bb' });
    expect(readReceipt(file({ canonical: changed }))?.digestsMatch).toBe(false);
  });

  it('is nothing else: a report in JSON, a PDF', () => {
    expect(readReceipt(new TextEncoder().encode('{"title":"Board pack"}'))).toBeUndefined();
    expect(readReceipt(new TextEncoder().encode('%PDF-1.7'))).toBeUndefined();
  });
});

describe('a link to the check', () => {
  it('takes a SHA-256 and nothing that is none', () => {
    const sha256 = 'AB'.repeat(32);
    expect(readVerifySearch({ sha256 })).toEqual({ sha256: 'ab'.repeat(32) });
    expect(readVerifySearch({ sha256: 'zz', id: '' })).toEqual({});
  });
});
