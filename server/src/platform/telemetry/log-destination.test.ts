import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { batchedOutput } from './log-destination.ts';

const folder = mkdtempSync(join(tmpdir(), 'crp-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function output(name: string) {
  const path = join(folder, name);
  return { log: batchedOutput(openSync(path, 'w')), text: () => readFileSync(path, 'utf8') };
}

const info = (msg: string) => `{"level":"info","msg":"${msg}"}\n`;

it('writes the lines of one turn together, in order, when the turn ends', async () => {
  const { log, text } = output('turn');
  log.write(info('one'));
  log.write(info('two'));
  expect(text()).toBe('');
  await nextTurn();
  expect(text()).toBe(info('one') + info('two'));
});

it.each(['warn', 'error', 'fatal'])(
  'has written a line of level %s, and all before it, when the call returns',
  (level) => {
    const { log, text } = output(level);
    log.write(info('before'));
    log.write(`{"level":"${level}","msg":"now"}\n`);
    expect(text()).toBe(`${info('before')}{"level":"${level}","msg":"now"}\n`);
  },
);

it('holds a bounded amount within one turn', () => {
  const { log, text } = output('much');
  for (let n = 0; n < 2_000; n++) log.write(info('x'.repeat(100)));
  expect(text().length).toBeGreaterThan(150_000);
});
