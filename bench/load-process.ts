// Reads a Load from stdin, asks over plain keep-alive sockets, writes requests per second to stdout.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Load } from './load.ts';

const load: Load = JSON.parse(await text(process.stdin));
const url = new URL(load.url);
const headers = Object.entries(load.headers).map(([name, value]) => `${name}: ${value}\r\n`);
const request = Buffer.from(
  `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${headers.join('')}\r\n`,
);
const startedAt = performance.now();
const untilMs = startedAt + load.seconds * 1000;
const counts = await Promise.all(Array.from({ length: load.connections }, ask));
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(String(counts.reduce((sum, count) => sum + count, 0) / seconds));

/** One request after the other on one connection. @returns how many were answered */
function ask(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  let answered = 0;
  let missing = 0;
  let head = '';
  const next = () => {
    head = '';
    if (performance.now() < untilMs) socket.write(request);
    else socket.end(() => resolve(answered));
  };
  const take = (chunk: Buffer) => {
    if (missing > 0) {
      missing -= chunk.length;
    } else {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 200')) return reject(new Error(head.slice(0, end)));
      missing = Number(/content-length: (\d+)/i.exec(head)?.[1]) - (head.length - end - 4);
    }
    if (missing > 0) return;
    answered += 1;
    next();
  };
  socket.on('connect', next).on('data', take).on('error', reject);
  return promise;
}
