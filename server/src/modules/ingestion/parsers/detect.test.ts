import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detectReport, fileHead } from './detect.ts';
import { ReportError } from './parser.ts';
import { readBytes } from './reading.ts';
import { loadParsers } from './registry.ts';

const parsers = await loadParsers();

function detect(content: string | Uint8Array, tool?: string) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return detectReport(fileHead(bytes, bytes.length), parsers, tool);
}

describe('detection', () => {
  test.each([
    ['an empty file', '', /empty \(0 bytes\).*nuclei/],
    ['white space', ' \n\t', /nothing but white space/],
    ['a ZIP archive', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), /ZIP archive.*Unpack/],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]), /gzip.*Unpack/],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]), /picture/],
    ['a web page', '<!DOCTYPE html><html><body>report</body></html>', /HTML/],
    ['a web page without DOCTYPE', '\n<html lang="en"><body></body></html>', /HTML/],
    ['binary', new Uint8Array([65, 66, 0, 1, 2, 3]), /binary/],
    ['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 60, 0, 0, 0]), /UTF-32/],
    [
      'XML of something else',
      '<?xml version="1.0"?><!-- c --><catalog/>',
      /not known \(XML starting with <catalog>\)/,
    ],
    ['JSON of something else', '{"a":1}', /not known.*nessus/],
    ['prose', 'Dear reader, this is no report.', /not known/],
  ])('%s gets a sentence that helps', (_what, content, sentence) => {
    expect(() => detect(content)).toThrow(ReportError);
    expect(() => detect(content)).toThrow(sentence);
  });

  test('of a PDF only parsers that read PDF are asked', () => {
    const found = detect('%PDF-1.7\n%âãÏÓ').map(({ tool }) => parsers.get(tool)?.manifest.formats ?? []);
    expect(found.filter((formats) => !formats.includes('PDF'))).toEqual([]);
    const none = new Map([...parsers].filter(([, { manifest }]) => !manifest.formats.includes('PDF')));
    const head = fileHead(new TextEncoder().encode('%PDF-1.7'), 8);
    expect(() => detectReport(head, none)).toThrow(/PDF.*XML, JSON or CSV/);
    expect(() => detectReport(head, parsers, 'nessus')).toThrow(/PDF.*XML, JSON or CSV/);
  });

  test('a zero-byte file is read only for a named tool that writes one for a clean scan', () => {
    expect(detect('', 'nuclei')).toEqual([{ tool: 'nuclei', confidence: 1, format: 'JSONL' }]);
    expect(() => detect('', 'nessus')).toThrow(/never writes an empty report/);
  });

  test('a named tool is taken at its word, an unknown one gets the list', () => {
    expect(detect('{"SchemaVersion":2,"ArtifactName":"a"}', 'sarif')).toMatchObject([
      { tool: 'sarif', confidence: 0.1 },
    ]);
    expect(() => detect('{}', 'nesus')).toThrow(/No parser is called "nesus".*nessus/);
  });

  test('a format that fits only loosely is a guess', () => {
    expect(detect('null')).toMatchObject([{ tool: 'trivy', confidence: 0.3 }]);
    expect(detect('Title,Severity,a,b,c,d,e,f\n')).toMatchObject([{ tool: 'generic-csv', confidence: 0.4 }]);
  });

  test('a head that ends in the middle of a character or a value is still recognised', () => {
    const bytes = new TextEncoder().encode(`{"SchemaVersion":2,"ArtifactName":"é${'é'.repeat(40_000)}"}`);
    expect(detectReport(fileHead(bytes.subarray(0, 65_535), bytes.length), parsers)[0]?.tool).toBe('trivy');
  });
});

describe('registry', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parsers-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function withParser(name: string, manifest: string, parse: string): Promise<URL> {
    const root = await mkdtemp(join(folder, 'set-'));
    await mkdir(join(root, name));
    await mkdir(join(root, 'readers'));
    if (manifest !== '') await writeFile(join(root, name, 'manifest.ts'), manifest);
    await writeFile(join(root, name, 'parse.ts'), parse);
    return pathToFileURL(`${root}/`);
  }

  const manifest = (id: string) =>
    `export default { id: '${id}', name: 'X', version: 1, formats: ['JSON'], identity: { version: 1, fields: ['ruleId'] }, absence: 'PROVES_NOTHING', detect: () => null };`;

  test('finds a parser by its folder', async () => {
    const found = await loadParsers(
      await withParser('sample', manifest('sample'), 'export default async () => {};'),
    );
    expect([...found.keys()]).toEqual(['sample']);
  });

  test('finds every parser of this folder', () => {
    expect([...parsers.keys()]).toEqual([...parsers.keys()].sort());
    expect(parsers.has('nessus')).toBe(true);
  });

  test.each([
    [
      'another id than the folder',
      manifest('other'),
      'export default async () => {};',
      /id is "other", but the folder is "sample"/,
    ],
    ['no manifest', '', 'export default async () => {};', /sample\/manifest\.ts cannot be loaded/],
    [
      'a manifest that detects archives and nothing that reads them',
      manifest('sample').replace('detect:', 'detectArchive: () => null, detect:'),
      'export default async () => {};',
      /parse-archive\.ts and detectArchive .* belong together/,
    ],
    [
      'a manifest that lacks a field',
      "export default { id: 'sample' };",
      'export default async () => {};',
      /name is missing/,
    ],
  ])('a folder with %s stops the start with its name', async (_what, manifestText, parse, sentence) => {
    await expect(loadParsers(await withParser('sample', manifestText, parse))).rejects.toThrow(sentence);
  });

  test.each([
    ['no parse function', 'export default 5;', /must export a Parse function/],
    ['code that fails', 'throw new Error("x");', /sample\/parse\.ts cannot be loaded/],
  ])('a folder with %s fails when it is asked to read, with its name', async (_what, parse, sentence) => {
    const found = await loadParsers(await withParser('sample', manifest('sample'), parse));
    const bytes = new TextEncoder().encode('{}');
    await expect(readBytes(found.get('sample')?.parse ?? (async () => undefined), bytes)).rejects.toThrow(
      sentence,
    );
  });
});
