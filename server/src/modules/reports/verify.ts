import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import type { DataOf } from '../../kernel/operation.ts';
import { verifyOffline } from '../../platform/crypto/keys.ts';
import type { OpenRequest } from '../../platform/http/handler.ts';
import { validateBody } from '../../platform/http/validators.ts';
import type { Platform } from '../../platform/platform.ts';
import { reportFormats, reportTypes, verifyReport } from './contract.ts';
import { reportText } from './messages.ts';

type Verification = DataOf<typeof verifyReport>;

const maxBytes = verifyReport.upload?.maxBytes ?? 0;

/**
 * Whether this deployment made exactly these bytes. The bytes or their hash are the authority, so whoever has neither learns
 * nothing; whoever has them learns only what the file itself says, and when it was made.
 */
export async function verify(platform: Platform, { http }: OpenRequest): Promise<Verification> {
  const sha256 = http.isMultipart()
    ? await hashOfUpload(http)
    : validateBody(verifyReport.body, http.body).sha256;
  const found = await find(platform, sha256);
  const unknown = {
    genuine: false,
    sha256,
    reportId: null,
    reportType: null,
    format: null,
    generatedAt: null,
    signature: null,
    keyId: null,
    publicKey: null,
  };
  if (!found) return unknown;
  const { signature, key_id: keyId, public_key: publicKey } = found;
  // A row alone proves nothing: whoever can write to the database cannot sign.
  const signed =
    platform.keys.verify(sha256, signature) && verifyOffline({ text: sha256, signature, publicKey });
  if (!signed) return unknown;
  return {
    genuine: true,
    sha256,
    reportId: found.report_id,
    reportType: reportTypes.find((type) => type === found.report_type) ?? null,
    format: reportFormats.find((format) => format === found.format) ?? null,
    generatedAt: found.made_at,
    signature,
    keyId,
    publicKey,
  };
}

interface Found {
  readonly report_id: string;
  readonly report_type: string;
  readonly format: string;
  readonly signature: string;
  readonly key_id: string;
  readonly public_key: string;
  readonly made_at: string;
}

async function find({ transactor }: Platform, sha256: string): Promise<Found | undefined> {
  const rows = await transactor.lookup<Found & Record<string, unknown>>({
    name: 'find_report_file',
    text: 'select * from find_report_file($1)',
    values: [sha256],
  });
  return rows[0];
}

/** Hashed as it arrives; nothing of it is kept. */
async function hashOfUpload(http: OpenRequest['http']): Promise<string> {
  let hashed: string | undefined;
  for await (const part of http.parts({ limits: { fileSize: maxBytes + 1 } })) {
    if (part.type === 'field' || part.fieldname !== 'file' || hashed !== undefined) {
      if (part.type === 'file') part.file.resume();
      throw fileMissing();
    }
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of part.file) {
      size += chunk.length;
      if (size > maxBytes) throw new AppError('PAYLOAD_TOO_LARGE', reportText.verifyTooLarge);
      hash.update(chunk);
    }
    hashed = hash.digest('hex');
  }
  if (hashed === undefined) throw fileMissing();
  return hashed;
}

function fileMissing(): AppError {
  return new AppError('VALIDATION_FAILED', reportText.verifyFileMissing, {
    details: [{ path: 'file', message: 'send exactly one' }],
  });
}
