import { readFile } from 'node:fs/promises';
import { canonicalJson } from '../platform/crypto/canonical.ts';
import { verifyOffline } from '../platform/crypto/keys.ts';
import { fieldOf } from '../platform/http/tenant.ts';
import { countsProblem } from './receipt-sums.ts';

/**
 * `verify receipt FILE`: checks an import receipt without server or database. FILE is what
 * `GET /report-ingestion/jobs/{jobId}/verification` answered, envelope or data. Exit code 0: genuine; 1: not; 2: unreadable.
 */
export async function verifyFile([kind, path]: readonly string[]): Promise<void> {
  if (kind !== 'receipt' || path === undefined) {
    console.error('Usage: verify receipt FILE');
    process.exitCode = 2;
    return;
  }
  const file = await readJson(path);
  if (file === undefined) {
    console.error(`${path} cannot be read as JSON.`);
    process.exitCode = 2;
    return;
  }
  const problem = receiptProblem(fieldOf(file, 'data') ?? file);
  console.log(
    problem ??
      'The receipt is genuine, its effect digest equals its preview digest, and its counts add up from source to register.',
  );
  process.exitCode = problem ? 1 : 0;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What is wrong with a receipt, in a sentence; undefined when it is genuine. */
export function receiptProblem(receipt: unknown): string | undefined {
  const [canonical, signature, publicKey] = ['canonical', 'signature', 'publicKey'].map((name) =>
    fieldOf(receipt, name),
  );
  const body = fieldOf(receipt, 'receipt');
  if (typeof canonical !== 'string' || typeof signature !== 'string' || typeof publicKey !== 'string')
    return 'This is not a receipt: fields are missing.';
  if (canonicalJson(body) !== canonical)
    return 'The receipt was changed: its fields differ from the signed text.';
  if (!verifyOffline({ text: canonical, signature, publicKey }))
    return 'The signature does not belong to this text and key.';
  if (fieldOf(body, 'previewDigest') !== fieldOf(body, 'effectDigest'))
    return 'The effect differs from the preview.';
  return countsProblem(body);
}
