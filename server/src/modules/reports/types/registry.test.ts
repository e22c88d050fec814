import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { describe, expect, test } from 'vitest';
import { reportTypeFolders, reportTypes, typeOfFolder } from './registry.ts';
import type { ReportProof, ReportType } from './report-type.ts';
import { ReportRenderError, reportFormats } from './report-type.ts';

test('every folder is a report type under its own name', () => {
  expect(reportTypeFolders.length).toBeGreaterThan(0);
  expect([...reportTypes.keys()]).toEqual(reportTypeFolders.map(typeOfFolder));
});

describe.each(reportTypeFolders)('%s', (folder) => {
  const reportType = memberOf(folder);

  test('says its name, version and formats', () => {
    expect(reportType.type).toBe(typeOfFolder(folder));
    expect(Number.isInteger(reportType.version) && reportType.version > 0).toBe(true);
    expect(reportType.formats.length).toBeGreaterThan(0);
    for (const format of reportType.formats) expect(reportFormats).toContain(format);
  });

  test('ships samples that it accepts, and refuses one with a field nobody shows', async () => {
    for (const sample of await samplesOf(folder)) {
      expect(reportType.accepts(sample)).toBe(true);
      expect(reportType.accepts({ ...sample, extra: 1 })).toBe(false);
    }
  });

  test('renders every sample in every format it offers, twice to the same bytes', async () => {
    for (const sample of await samplesOf(folder)) {
      const proof = proofOf(sample);
      for (const format of reportType.formats) {
        const first = await reportType.render({ snapshot: sample, proof, format });
        const second = await reportType.render({ snapshot: sample, proof, format });
        expect(first.bytes.length).toBeGreaterThan(0);
        expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
      }
    }
  });

  test('its JSON is the signed message: its SHA-256 is the one in the proof', async () => {
    if (!reportType.formats.includes('json')) return;
    for (const sample of await samplesOf(folder)) {
      const proof = proofOf(sample);
      const { bytes } = await reportType.render({ snapshot: sample, proof, format: 'json' });
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(proof.snapshotSha256);
    }
  });

  test('refuses a format it does not offer, and a proof of another snapshot', async () => {
    const [sample] = await samplesOf(folder);
    const proof = proofOf(sample);
    for (const format of reportFormats.filter((word) => !reportType.formats.includes(word))) {
      await expect(reportType.render({ snapshot: sample, proof, format })).rejects.toThrow(ReportRenderError);
    }
    const foreign = { ...proof, snapshotSha256: '0'.repeat(64) };
    await expect(reportType.render({ snapshot: sample, proof: foreign, format: 'json' })).rejects.toThrow(
      'another snapshot',
    );
  });
});

function memberOf(folder: string): ReportType {
  const reportType = reportTypes.get(typeOfFolder(folder));
  if (!reportType) throw new TypeError(`No report type in ${folder}.`);
  return reportType;
}

async function samplesOf(folder: string): Promise<readonly object[]> {
  const module: Record<string, unknown> = await import(new URL(`${folder}/samples.ts`, import.meta.url).href);
  const samples = module.default;
  if (!Array.isArray(samples) || samples.length === 0)
    throw new TypeError(`${folder}/samples.ts has no samples.`);
  return samples;
}

function proofOf(snapshot: unknown): ReportProof {
  const message = canonicalize(snapshot) ?? '';
  return {
    reportId: '01985f30-1a2b-7c3d-8e4f-5a6b7c8d9e0f',
    snapshotSha256: createHash('sha256').update(message).digest('hex'),
    signature: null,
    verifyUrl: null,
  };
}
