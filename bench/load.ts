import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/**
 * Answered requests per second over keep-alive connections, from a process of its own. wrk where it is installed, because it takes
 * less of the machine away from what is measured.
 * @throws Error when an answer is not 200
 */
export async function requestsPerSecond(load: Load): Promise<number> {
  return (await hasWrk()) ? withWrk(load) : withNode(load);
}

let wrk: Promise<boolean> | undefined;

function hasWrk(): Promise<boolean> {
  wrk ??= promisify(execFile)('wrk', ['-v']).then(
    () => true,
    // It prints its version and ends with 1.
    (error) => error.code !== 'ENOENT',
  );
  return wrk;
}

async function withWrk({ url, headers, connections, seconds }: Load): Promise<number> {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const args = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, ...given, url];
  const { stdout } = await promisify(execFile)('wrk', args);
  const failed = /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/.exec(stdout);
  if (failed) throw new Error(`${url}: ${failed[0]}`);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`wrk gave no rate: ${stdout}`);
  return Number(rate);
}

async function withNode(load: Load): Promise<number> {
  const child = spawn(process.execPath, [new URL('load-process.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(load));
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`load process ended with ${code}`);
  return Number(output);
}
