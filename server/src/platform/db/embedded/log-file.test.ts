import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { capLog } from './log-file.ts';

test('a log that grows without end keeps its newest lines and at most four files of the limit each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crp-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'postgres.log');
  // Held open for appending all the time, as the server does.
  const descriptor = openSync(path, 'a', 0o600);
  for (let round = 1; round <= 8; round += 1) {
    writeSync(descriptor, `${`round ${round} `.repeat(500)}\nlast line of round ${round}\n`);
    capLog(path, 1000);
  }
  writeSync(descriptor, 'after\n');
  closeSync(descriptor);
  expect(readdirSync(folder).sort()).toEqual([
    'postgres.log',
    'postgres.log.1',
    'postgres.log.2',
    'postgres.log.3',
  ]);
  expect(readFileSync(path, 'utf8')).toBe('after\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/last line of round 8\n$/);
  expect(readFileSync(`${path}.3`, 'utf8')).toMatch(/last line of round 6\n$/);
  for (const age of [1, 2, 3]) {
    expect(statSync(`${path}.${age}`).size).toBe(1000);
    expect(statSync(`${path}.${age}`).mode & 0o777).toBe(0o600);
  }
});
