import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ReportProof } from '../report-type.ts';
import { freezeBoardPack } from './asks.ts';
import { demoFacts, emptyFacts, hostileFacts } from './demo.fixture.ts';
import { canonicalSnapshot, renderBoardPack } from './render.ts';
import type { BoardPackFacts, BoardPackSnapshot } from './snapshot.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

function proofOf(snapshot: BoardPackSnapshot): ReportProof {
  const message = canonicalSnapshot(snapshot);
  const sha256 = createHash('sha256').update(message).digest('hex');
  return {
    reportId: '01985f30-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
    snapshotSha256: sha256,
    signature: {
      algorithm: 'Ed25519',
      value: sign(null, message, privateKey).toString('base64'),
      keyId: '891426f46b080797',
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    },
    verifyUrl: `https://crp.example/verify/${sha256}`,
  };
}

function pdfOf(facts: BoardPackFacts, paper: 'A4' | 'LETTER' = 'A4') {
  const snapshot = freezeBoardPack(facts);
  const report = renderBoardPack({ snapshot, proof: proofOf(snapshot), format: 'pdf', paper });
  return { report, text: Buffer.from(report.bytes).toString('latin1') };
}

const pageCount = (pdf: string) => pdf.match(/\/Type \/Page\b/g)?.length;

test('the pack is a tagged PDF/UA-1 of ten pages, dated by its data', () => {
  const { report, text } = pdfOf(demoFacts);
  expect(report.mediaType).toBe('application/pdf');
  expect(report.notes).toEqual([]);
  expect(text).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(text).toMatch(/\/Marked true/);
  expect(text).toContain('Board pack: Halden Ferry Lines, 1 Apr 2026 to 30 Jun 2026');
  expect(text).toContain('D:20260630060000');
  expect(pageCount(text)).toBe(10);
});

test('only Inter is used, and every font is embedded', () => {
  const { text } = pdfOf(demoFacts);
  const names = new Set([...text.matchAll(/\/BaseFont \/[A-Z]{6}\+(\S+)/g)].map(([, name]) => name));
  expect([...names].sort()).toEqual(['Inter-Medium', 'Inter-Regular', 'Inter-SemiBold']);
  expect(text.match(/\/FontFile[23]/g)?.length).toBe(3);
});

test('paper is A4 or Letter', () => {
  expect(pdfOf(demoFacts).text).toContain('/MediaBox [0 0 595.2756 841.8898]');
  expect(pdfOf(demoFacts, 'LETTER').text).toContain('/MediaBox [0 0 612 792]');
});

test('a workspace without data gets an honest pack without empty charts', () => {
  const { text } = pdfOf(emptyFacts);
  expect(pageCount(text)).toBe(5);
  // One figure is left, the QR code of the proof page.
  expect(text.match(/\/S \/Figure/g)?.length).toBe(1);
});

test('names of any length, markup, missing glyphs and a broken logo cannot keep a pack from being made', () => {
  const { report, text } = pdfOf(hostileFacts, 'LETTER');
  expect(pageCount(text)).toBeGreaterThan(10);
  expect(report.notes).toEqual(['The logo could not be read, so the pack shows the name instead.']);
});

test('a sound logo is shown', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><circle cx="20" cy="20" r="18" fill="#0B5C6B"/></svg>';
  const logo = { mediaType: 'image/svg+xml' as const, base64: Buffer.from(svg).toString('base64') };
  const { report, text } = pdfOf({ ...demoFacts, branding: { ...demoFacts.branding, logo } });
  expect(report.notes).toEqual([]);
  expect(text).toContain('Logo of Halden Ferry Lines');
});

test('a reader can check the JSON against the printed hash, signature and key alone', () => {
  const snapshot = freezeBoardPack(demoFacts);
  const proof = proofOf(snapshot);
  const { bytes } = renderBoardPack({ snapshot, proof, format: 'json' });
  const key = createPublicKey(
    `-----BEGIN PUBLIC KEY-----\n${proof.signature?.publicKey}\n-----END PUBLIC KEY-----\n`,
  );
  const signature = Buffer.from(proof.signature?.value ?? '', 'base64');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(proof.snapshotSha256);
  expect(verify(null, bytes, key, signature)).toBe(true);
  expect(
    verify(null, Buffer.from(Buffer.from(bytes).toString().replace('71.4', '91.4')), key, signature),
  ).toBe(false);
});

test('a warm pack takes less than two seconds', () => {
  pdfOf(demoFacts);
  const start = performance.now();
  pdfOf({ ...demoFacts, asOf: '2026-06-30T07:00:00Z' });
  expect(performance.now() - start).toBeLessThan(2_000);
});
