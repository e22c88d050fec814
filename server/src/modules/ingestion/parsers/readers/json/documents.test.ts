import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../parser.ts';
import { bytesInChunks, RecordingSink } from '../../recording-sink.ts';
import { readJsonDocuments } from './reader.ts';
import type { JsonValue } from './value.ts';

async function documents(text: string): Promise<readonly JsonValue[]> {
  const found: JsonValue[] = [];
  const source = bytesInChunks(new TextEncoder().encode(text), 3);
  await readJsonDocuments(
    { source, limits: defaultLimits, sink: new RecordingSink() },
    { plan: (pattern) => (pattern === '' ? 'ENTER' : 'ITEM'), value: (_pattern, value) => found.push(value) },
  );
  return found;
}

describe('documents one after the other', () => {
  test('are read whatever stands between them', async () => {
    expect(await documents('{"a":1}\n{"a":\n 2}{"a":3} [4]\n')).toEqual([1, 2, 3, 4]);
    expect(await documents('{"a":1}')).toEqual([1]);
  });

  test('one that is cut off or no JSON is refused', async () => {
    await expect(documents('{"a":1}\n{"a":')).rejects.toThrow(/cut off/);
    await expect(documents('{"a":1}\n}')).rejects.toThrow(/not valid/);
  });
});
