import { expect, test } from 'vitest';
import { RecordingSink } from '../recording-sink.ts';
import { openVasSeverity } from './openvas.ts';

test.each([
  ['High', 9.8, 'HIGH', undefined],
  ['Critical', 9.8, 'CRITICAL', undefined],
  ['Log', 0, 'INFO', undefined],
  ['Alarm', 5, 'HIGH', undefined],
  ['False Positive', -1, 'INFO', 'FALSE_POSITIVE'],
  ['', 5.5, 'MEDIUM', undefined],
  ['', -1, 'INFO', 'FALSE_POSITIVE'],
  ['', -3, 'INFO', undefined],
] as const)('%j with %d', (threat, score, severity, sourceStatus) => {
  expect(openVasSeverity(new RecordingSink(), { threat, score, where: 'line 1' })).toEqual({
    severity,
    sourceStatus,
  });
});

test('neither word nor score is a problem', () => {
  const sink = new RecordingSink();
  expect(openVasSeverity(sink, { threat: '', score: Number.NaN, where: 'line 1' }).severity).toBe('MEDIUM');
  expect(sink.problems).toHaveLength(1);
});
