import { createHash } from 'node:crypto';
import { invalidField } from '../../kernel/errors.ts';
import type { Logo } from './branding-document.ts';
import { readPng } from './png.ts';
import { sanitiseSvg } from './svg.ts';

const maxBytes = 512 * 1024;
/** Longest side that a header or a cover page can make use of. */
const maxSide = 4_096;

/**
 * A logo as it may be shown and printed. What it is follows from its bytes, never from a name (ASVS 5.0, 5.2.2).
 * @throws AppError VALIDATION_FAILED
 */
export function logoOf(base64: string): Logo {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > maxBytes) throw invalidLogo(`is larger than ${maxBytes / 1024} KiB`);
  const png = readPng(bytes);
  if (png) return logo('image/png', png.bytes, png);
  const svg = sanitiseSvg(bytes, invalidLogo);
  return logo('image/svg+xml', Buffer.from(svg.text), svg);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function logo(contentType: Logo['contentType'], bytes: Buffer, { width, height }: Size): Logo {
  if (!(width >= 1 && height >= 1 && width <= maxSide && height <= maxSide))
    throw invalidLogo(`must be 1 to ${maxSide} pixels wide and high`);
  return {
    contentType,
    base64: bytes.toString('base64'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    widthPx: Math.round(width),
    heightPx: Math.round(height),
  };
}

function invalidLogo(message: string) {
  return invalidField('body.logo', message);
}
