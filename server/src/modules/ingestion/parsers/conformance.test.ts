import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { containerKind } from './container-head.ts';
import { detectReport, fileHead, sureConfidence } from './detect.ts';
import { fixtureBytes } from './packed.fixture.ts';
import { ReportError } from './parser.ts';
import { detectBytes, readReport } from './reading.ts';
import type { RecordingSink } from './recording-sink.ts';
import { loadParsers, manifestFault } from './registry.ts';

/** What every parser promises, run over every folder. A new parser is covered by being there. */
const parsers = await loadParsers();

interface Fixture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

async function fixturesOf(id: string): Promise<Fixture[]> {
  const folder = new URL(`${id}/fixtures/`, import.meta.url);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => ({ name, bytes: await fixtureBytes(new URL(name, folder)) })));
}

const members = await Promise.all(
  [...parsers.values()].map(async (parser) => ({
    id: parser.manifest.id,
    manifest: parser.manifest,
    parser,
    fixtures: await fixturesOf(parser.manifest.id),
  })),
);

type Outcome = {
  readonly record: unknown;
  readonly error: ReportError | undefined;
  readonly sink: RecordingSink | undefined;
};

/** Anything but a ReportError is a crash and fails the test. */
async function outcomeOf(read: () => Promise<RecordingSink>): Promise<Outcome> {
  try {
    const sink = await read();
    return { record: sink.record, error: undefined, sink };
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return { record: `${error.code} ${error.message} ${error.where}`, error, sink: undefined };
  }
}

test('there are parsers', () => {
  expect(members.length).toBeGreaterThan(0);
});

describe.each(members)('$id', ({ id, manifest, parser, fixtures }) => {
  const happy = fixtures.filter(({ name }) => name.startsWith('happy'));

  test('has a valid manifest, a README and happy, empty and broken fixtures', async () => {
    expect(manifestFault(manifest, id)).toBeUndefined();
    const readme = await readFile(new URL(`${id}/README.md`, import.meta.url), 'utf8');
    for (const heading of ['## How to export', '## What maps to what', '## Identity'])
      expect(readme).toContain(heading);
    for (const field of manifest.identity.fields) expect(readme).toContain(`\`${field}\``);
    for (const kind of ['happy', 'empty', 'broken']) {
      expect(
        fixtures.filter(({ name }) => name.startsWith(`${kind}.`) || name.startsWith(`${kind}-`)),
      ).not.toEqual([]);
    }
  });

  test.each(happy)(
    '$name yields findings, and every item is a finding or a dropping problem',
    async ({ bytes }) => {
      const sink = await readReport(parser, bytes);
      expect(sink.findings.length).toBeGreaterThan(0);
      expect(sink.sourceCount).toBe(sink.findings.length + sink.droppedCount);
      for (const finding of sink.findings) {
        expect(finding.ruleId).not.toBe('');
        expect(finding.title).not.toBe('');
        expect(finding.where).not.toBe('');
        expect(finding.cves).toEqual(
          [...new Set(finding.cves)].filter((cve) => /^CVE-\d{4}-\d{4,}$/.test(cve)),
        );
        expect(new Set(finding.cwes).size).toBe(finding.cwes.length);
        expect(JSON.stringify(finding.sourceData).length).toBeLessThanOrEqual(64 * 1024);
      }
    },
  );

  test('the empty fixture is read without findings', async () => {
    for (const { bytes } of fixtures.filter(({ name }) => name.startsWith('empty'))) {
      const sink = await readReport(parser, bytes);
      expect([sink.findings.length, sink.sourceCount]).toEqual([0, 0]);
    }
  });

  test('the broken fixture is refused, or what is missing is a problem', async () => {
    for (const { bytes } of fixtures.filter(({ name }) => name.startsWith('broken'))) {
      const { error, sink } = await outcomeOf(() => readReport(parser, bytes));
      expect(error !== undefined || (sink?.droppedCount ?? 0) > 0).toBe(true);
    }
  });

  test.each(fixtures)('$name gives the same twice and whatever the size of the pieces', async ({ bytes }) => {
    const whole = await outcomeOf(() =>
      readReport(parser, bytes, { chunkLength: Math.max(1, bytes.length) }),
    );
    for (const chunkLength of [Math.max(1, bytes.length), 1, 7, 4_096]) {
      const { record } = await outcomeOf(() => readReport(parser, bytes, { chunkLength }));
      expect(record).toEqual(whole.record);
    }
  });

  test.each(happy)(
    '$name cut off anywhere is refused or reported, never a crash or a hang',
    async ({ bytes }) => {
      const trimmed = bytes.subarray(0, trimmedLength(bytes));
      const step = Math.max(1, Math.floor(trimmed.length / 60));
      const isTable = ['CSV', 'JSONL', 'TEXT'].some((format) =>
        manifest.formats.some((each) => each === format),
      );
      for (let length = 1; length < trimmed.length; length += step) {
        const { error, sink } = await outcomeOf(() => readReport(parser, trimmed.subarray(0, length)));
        if (error !== undefined) expect(error.message.length).toBeGreaterThan(20);
        // A table or plain lines have no end mark: what is left of them is a smaller report.
        else if (!isTable) expect(sink?.problems, `cut at byte ${length}`).not.toEqual([]);
        else expect(sink?.sourceCount).toBe((sink?.findings.length ?? 0) + (sink?.droppedCount ?? 0));
      }
    },
    30_000,
  );

  test.each(fixtures.filter(({ bytes, name }) => !saysNothing(bytes) && !name.startsWith('broken')))(
    '$name is recognised by content as this and nothing else',
    async ({ bytes }) => {
      const [best, second] = await detectBytes(bytes, parsers);
      expect(best?.tool).toBe(id);
      expect(best?.confidence).toBeGreaterThan(sureConfidence);
      expect((best?.confidence ?? 0) - (second?.confidence ?? 0)).toBeGreaterThan(0.2);
      expect(manifest.formats).toContain(best?.format);
    },
  );

  const plain = happy.filter(({ bytes }) => containerKind(bytes) === undefined && !isPdf(bytes));
  test.each(plain)('$name in UTF-16 with a mark reads the same', async ({ bytes }) => {
    const text = new TextDecoder().decode(bytes).replace(/encoding="UTF-8"/, 'encoding="UTF-16"');
    const wide = new Uint8Array([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);
    const [best] = detectReport(fileHead(wide, wide.length), parsers);
    expect(best?.tool).toBe(id);
    const plain = await readReport(parser, bytes);
    expect((await readReport(parser, wide)).findings).toEqual(plain.findings);
  });
});

/** A list without entries can be any tool's: it is read when the tool is named. */
function saysNothing(bytes: Uint8Array): boolean {
  return /^\s*(?:\[\s*\]\s*)?$/.test(new TextDecoder().decode(bytes));
}

function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).equals(Buffer.from('%PDF-'));
}

function trimmedLength(bytes: Uint8Array): number {
  let { length } = bytes;
  while (length > 0 && (bytes[length - 1] ?? 0) <= 0x20) length -= 1;
  return length;
}
