import { expect, test } from 'vitest';
import { bytesInChunks } from '../../recording-sink.ts';
import { valueOfScript } from './script.ts';

async function readValue(text: string): Promise<string> {
  const decoder = new TextDecoder();
  let value = '';
  for await (const piece of valueOfScript(bytesInChunks(new TextEncoder().encode(text), 7), 'results')) {
    value += decoder.decode(piece, { stream: true });
  }
  return value;
}

test.each([
  ['results =\n{"a": 1}\n', '{"a": 1}'],
  ['var results={"a": "x; y"};', '{"a": "x; y"}'],
  ['{"a": 1}', '{"a": 1}'],
  ['', ''],
])('%j holds %j', async (text, value) => {
  expect(await readValue(text)).toBe(value);
});

test('a long script keeps every character, also where two windows meet', async () => {
  const value = `{"a": "${'😀;  '.repeat(60_000)}"}`;
  expect(await readValue(`results = ${value};`)).toBe(value);
  expect(await readValue(`results =  ${value}`)).toBe(value);
});
