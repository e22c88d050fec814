import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import scalar from '@scalar/fastify-api-reference';
import Fastify from 'fastify';

/**
 * Entry of a worker thread that lives for one answer: the documentation's page and script. The package holds its four
 * megabytes of script as one string, which takes half a second to load and is needed once.
 */
const app = Fastify();
await app.register(scalar, { routePrefix: '/docs', configuration: workerData });
const page = await app.inject('/docs/');
const script = await app.inject('/docs/js/scalar.js');
if (page.statusCode !== 200 || script.statusCode !== 200)
  throw new Error('the documentation page cannot be loaded');
parentPort?.postMessage({ html: page.payload, script: gzipSync(script.rawPayload) });
