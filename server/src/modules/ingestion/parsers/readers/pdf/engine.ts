import { fileURLToPath } from 'node:url';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ReportError } from '../../parser.ts';

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): Promise<void>;
}

interface WorkerModule {
  readonly WorkerMessageHandler: { initializeFromPort(port: MessagePort): void };
}

const library = 'pdfjs-dist/legacy/build/pdf.mjs';
const workerLibrary = 'pdfjs-dist/legacy/build/pdf.worker.mjs';

/**
 * Opens a document for its text alone: nothing is drawn, no font is installed, no script runs (the library has no evaluator
 * of scripts without its sandbox, which is not loaded), no picture is unpacked and nothing is fetched.
 *
 * The two halves of the library talk over a message channel: between two messages others get their turn, so that time and
 * memory can be watched. It is loaded on use, because only the parsing child ever needs it.
 * `bytes` is taken over and empty afterwards.
 * @throws ReportError in a sentence when the file is damaged or asks for a password
 */
export async function openPdf(bytes: ArrayBuffer): Promise<OpenPdf> {
  const { getDocument, PDFWorker } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { WorkerMessageHandler }: WorkerModule = await import(import.meta.resolve(workerLibrary));
  const { port1: near, port2: far } = new MessageChannel();
  near.start();
  far.start();
  WorkerMessageHandler.initializeFromPort(far);
  const asWorker = { terminate: () => near.close(), onmessage: null, onmessageerror: null, onerror: null };
  const port = Object.assign(near, asWorker);
  const worker = PDFWorker.create({ port, verbosity: 0 });
  const task = getDocument({
    data: new Uint8Array(bytes),
    worker,
    verbosity: 0,
    cMapUrl: fileURLToPath(new URL('../../cmaps/', import.meta.resolve(library))),
    cMapPacked: true,
    disableFontFace: true,
    useSystemFonts: false,
    fontExtraProperties: true,
    useWasm: false,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    maxImageSize: 1,
  });
  const close = async (): Promise<void> => {
    await task.destroy().catch(() => undefined);
    near.close();
    far.close();
  };
  try {
    return { document: await task.promise, close };
  } catch (error) {
    void close();
    throw refusalOf(error);
  }
}

function refusalOf(error: unknown): ReportError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') {
    return new ReportError('The PDF asks for a password. Save it without one and upload it again.');
  }
  return new ReportError(
    'The PDF is damaged or cut off: its pages cannot be found. Open it in a viewer, print it to a new PDF file, and upload that.',
  );
}
