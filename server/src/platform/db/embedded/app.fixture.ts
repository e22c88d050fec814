import { startEmbedded } from './start-embedded.ts';
import { StartError } from './start-error.ts';

/** A stand-in for the app in a process of its own, so that tests can kill it: prints one JSON line, then waits. */
const dataDir = process.argv[2] ?? '';
const notes: string[] = [];
const note = (message: string): void => {
  notes.push(message);
};

try {
  const { stop, ...server } = await startEmbedded({ dataDir, log: { info: note, warn: note } });
  process.once('SIGTERM', () => stop().then(() => process.exit(0)));
  process.once('SIGUSR2', () => process.exit(0));
  process.stdout.write(`${JSON.stringify({ ...server, notes })}\n`);
  setInterval(() => {}, 60_000);
} catch (error) {
  const expected = error instanceof StartError;
  process.stdout.write(
    `${JSON.stringify({ expected, error: error instanceof Error ? error.message : String(error) })}\n`,
  );
  process.exit(1);
}
