import { describe, expect, test } from 'vitest';
import { defaultLimits, ReportError } from '../../parser.ts';
import { bytesInChunks } from '../../recording-sink.ts';
import { readXml } from './reader.ts';

async function textsOf(xml: string, documentType?: 'PASSED_OVER'): Promise<string[]> {
  const texts: string[] = [];
  const problems: unknown[] = [];
  const reading = {
    source: bytesInChunks(new TextEncoder().encode(xml), 7),
    limits: defaultLimits,
    sink: { problem: (problem: unknown) => problems.push(problem) },
    roots: ['run'],
    formatName: 'a run',
  };
  await readXml(documentType === undefined ? reading : { ...reading, documentType }, () => ({
    open: () => {},
    close: (_name, text) => texts.push(text),
  }));
  expect(problems).toEqual([]);
  return texts;
}

describe('a document type', () => {
  const kinds = [
    '<!DOCTYPE run>',
    '<!DOCTYPE run SYSTEM "https://tool.example/run.dtd">',
    '<!DOCTYPE run [\n<!ELEMENT run (#PCDATA)><!-- > -->\n<!ATTLIST run version CDATA "">\n]>',
  ];

  test.each(kinds)('%s is passed over where the format has one', async (kind) => {
    expect(await textsOf(`<?xml version="1.0"?>\n${kind}\n<run>a</run>`, 'PASSED_OVER')).toEqual(['a']);
  });

  test.each(kinds)('%s is refused where the format has none', async (kind) => {
    await expect(textsOf(`${kind}<run>a</run>`)).rejects.toThrow(/DOCTYPE/);
  });

  test('that declares entities is refused always, and none of its names can be used', async () => {
    const entities = '<!DOCTYPE run [<!ENTITY x SYSTEM "file:///etc/passwd">]><run>&x;</run>';
    await expect(textsOf(entities, 'PASSED_OVER')).rejects.toThrow(/declares entities/);
    await expect(textsOf('<!DOCTYPE run><run>&x;</run>', 'PASSED_OVER')).rejects.toThrow(ReportError);
  });
});
