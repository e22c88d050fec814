import { expect, test } from 'vitest';
import { RecordingSink } from '../recording-sink.ts';
import { CoveredTargets } from './covered-targets.ts';

test('each target is covered once, one without a name never', () => {
  const sink = new RecordingSink();
  const covered = new CoveredTargets(sink);
  covered.add({ kind: 'CLOUD_RESOURCE', raw: 'a' });
  covered.add({ kind: 'CLOUD_RESOURCE', raw: 'a' });
  covered.add({ kind: 'CLOUD_RESOURCE', raw: '' });
  covered.add({ kind: 'HOST', raw: 'b' }, { complete: false, note: 'cut short' });
  expect(sink.coverage).toEqual([
    { target: { kind: 'CLOUD_RESOURCE', raw: 'a' }, complete: true },
    { target: { kind: 'HOST', raw: 'b' }, complete: false, note: 'cut short' },
  ]);
});
