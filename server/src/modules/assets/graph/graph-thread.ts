import { parentPort } from 'node:worker_threads';
import { answer } from './answer.ts';
import { buildGraph } from './graph.ts';
import { createShelf } from './shelf.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** Entry of the thread that holds the graphs of all tenants: a question may take a second, and no request waits for another's. */
const shelf = createShelf(512 * 1024 * 1024);

parentPort?.on('message', (message: ToThread) => {
  parentPort?.postMessage(replyTo(message));
});

function replyTo(message: ToThread): FromThread {
  const { id, tenantId, version } = message;
  try {
    if (message.kind === 'KEEP') {
      shelf.keep(tenantId, version, buildGraph(message.parts));
      return { id, kind: 'KEPT' };
    }
    const graph = shelf.find(tenantId, version);
    if (!graph) return { id, kind: 'MISSING' };
    return { id, kind: 'ANSWER', answer: answer(graph, message.question) };
  } catch (error) {
    return { id, kind: 'FAILED', reason: String(error) };
  }
}
