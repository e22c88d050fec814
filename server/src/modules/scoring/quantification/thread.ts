import { parentPort, workerData } from 'node:worker_threads';
import { type Quantification, quantify } from './quantify.ts';

/** Entry of the thread of one run. */
const input: Quantification = workerData;
parentPort?.postMessage(quantify(input) ?? null);
