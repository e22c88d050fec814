import { expect, test } from 'vitest';
import { JoinedSink } from './joined-sink.ts';
import type { ScanMeta } from './parser.ts';
import { RecordingSink } from './recording-sink.ts';

function joined(metas: readonly ScanMeta[]): ScanMeta {
  const sink = new RecordingSink();
  const parts = new JoinedSink(sink);
  for (const [at, meta] of metas.entries()) {
    const part = parts.part(`part ${at}`);
    for (const [name, value] of Object.entries(meta)) part.scan({ [name]: value });
  }
  parts.end();
  return sink.meta;
}

test('the scan is as old as its oldest part, and versions stand side by side', () => {
  expect(
    joined([
      {
        toolName: 'T',
        toolVersion: '2',
        startedAt: '2026-01-02T00:00:00Z',
        finishedAt: '2026-01-03T00:00:00Z',
      },
      {
        toolName: 'T',
        toolVersion: '1',
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-04T00:00:00Z',
      },
      { toolVersion: '2' },
    ]),
  ).toEqual({
    toolName: 'T',
    toolVersion: '2, 1',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-03T00:00:00Z',
  });
});

test('a check ran only where every report that lists checks says so', () => {
  expect(joined([{ checksRun: ['1', '2', '3'] }, {}, { checksRun: ['3', '2'] }]).checksRun).toEqual([
    '2',
    '3',
  ]);
  expect(joined([{ checksRun: ['1'] }, { checksRun: [] }]).checksRun).toEqual([]);
});

test('every check ran only when all reports say so', () => {
  expect(joined([{ checksRunAll: true }, { checksRunAll: true }]).checksRunAll).toBe(true);
  expect(joined([{ checksRunAll: true }, {}])).not.toHaveProperty('checksRunAll');
});
