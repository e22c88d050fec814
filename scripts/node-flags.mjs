// What the server's Node process is started with, wherever it is started: npm start, the bench, the image.
/**
 * V8's young generation at its default size lets buffers of an upload pile up to 80 MB before the first collection; 8 MB
 * halves that and costs no throughput that the bench could show (docs/performance.md).
 */
export const nodeFlags = ['--max-semi-space-size=8'];
