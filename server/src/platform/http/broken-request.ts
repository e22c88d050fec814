import type { Socket } from 'node:net';
import { AppError } from '../../kernel/errors.ts';
import type { Log } from '../telemetry/log.ts';

interface BrokenRequests {
  readonly headers: Readonly<Record<string, string>>;
  readonly newRequestId: () => string;
  readonly log: Log;
}

const refusal = new AppError(
  'VALIDATION_FAILED',
  'The request cannot be read: it is not valid HTTP, its headers are too large, or they came too slowly.',
);

/** Answers bytes that never became a request, in the envelope of every other failure, and closes the connection. */
export function refuseBroken({ headers, newRequestId, log }: BrokenRequests) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const requestId = newRequestId();
    log.info({ requestId, code: error.code }, 'broken request');
    const { status, code, message } = refusal;
    const body = JSON.stringify({ success: false, error: { status, code, message, requestId } });
    const all = {
      ...headers,
      'x-request-id': requestId,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    };
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    // What still comes in is not read: the bytes after a broken head have no meaning.
    socket.end(`HTTP/1.1 ${status} Bad Request\r\n${head.join('')}\r\n${body}`, () => socket.destroySoon());
  };
}
