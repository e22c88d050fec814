import { writeSync } from 'node:fs';

const standardOutput = 1;
/** Characters that are written at once, however young they are. */
const maxHeld = 64 * 1024;

const retryMs = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** What is worth a write of its own: whoever looks for the last words of a crash looks for these. */
const urgent = /^\{"level":"(?:warn|error|fatal)"/;

/**
 * Standard output, one write for the lines of one turn of the event loop: a write costs more than a line. Warnings and worse are
 * written before the call returns, with all that came before them, and so is everything when the process ends.
 */
export function batchedOutput(fd: number = standardOutput): { write(line: string): void } {
  let held = '';
  const flush = () => {
    const text = held;
    held = '';
    if (text !== '') writeAll(fd, text);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (held === '') setImmediate(flush);
      held += line;
      if (held.length > maxHeld || urgent.test(line)) flush();
    },
  };
}

/** A full pipe takes part of the text, or none for now (EAGAIN); a closed one takes nothing more, which must not end the server. */
function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(pause, 0, 0, retryMs);
    }
  }
}
