import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import canonicalize from 'canonicalize';
import { qrSvg } from '../../../../platform/pdf/qr.ts';
import { readableAccent, tokens } from '../../../../platform/pdf/tokens.ts';
import type { JsonValue } from '../../../../platform/pdf/typst.ts';
import { TypstError, typesetPdf } from '../../../../platform/pdf/typst.ts';
import type { RenderedReport, RenderRequest, ReportProof } from '../report-type.ts';
import { ReportRenderError } from '../report-type.ts';
import { documentTitle, layOut, proofTitle } from './layout.ts';
import { alt, labels, notes, say, verifySteps } from './messages.ts';
import type { BoardPackSnapshot } from './snapshot.ts';
import { dateWords } from './words.ts';

const platform = new URL('../../../../platform/pdf/', import.meta.url);
const sources = {
  'main.typ': readFileSync(new URL('./board-pack.typ', import.meta.url), 'utf8'),
  'print.typ': readFileSync(new URL('print.typ', platform), 'utf8'),
};

/** The snapshot as canonical JSON (RFC 8785): the report in format `json`, and the message that is hashed and signed. */
export function canonicalSnapshot(snapshot: BoardPackSnapshot): Buffer {
  const text = canonicalize(snapshot);
  if (text === undefined) throw new ReportRenderError('The snapshot cannot be written as JSON.');
  return Buffer.from(text, 'utf8');
}

/** See {@link ReportType.render}. */
export function renderBoardPack(request: RenderRequest<BoardPackSnapshot>): RenderedReport {
  const data = canonicalSnapshot(request.snapshot);
  if (createHash('sha256').update(data).digest('hex') !== request.proof.snapshotSha256) {
    throw new ReportRenderError('The proof belongs to another snapshot.');
  }
  if (request.format === 'json')
    return { bytes: data, mediaType: 'application/json', extension: 'json', notes: [] };
  if (request.format !== 'pdf') throw new ReportRenderError('The board pack is made as PDF or JSON.');
  return renderPdf(request);
}

function renderPdf(request: RenderRequest<BoardPackSnapshot>): RenderedReport {
  const { logo } = request.snapshot.branding;
  const done = (bytes: Uint8Array, leftOut: readonly string[]) => ({
    bytes,
    mediaType: 'application/pdf',
    extension: 'pdf',
    notes: leftOut,
  });
  if (logo === null) return done(setPdf(request, null), []);
  const file = logo.mediaType === 'image/png' ? 'logo.png' : 'logo.svg';
  try {
    return done(setPdf(request, { file, bytes: Buffer.from(logo.base64, 'base64') }), []);
  } catch (error) {
    // A broken picture, or one with text in a font we do not ship, must not cost the board its pack.
    if (!(error instanceof TypstError)) throw error;
    return done(setPdf(request, null), [notes.logoLeftOut]);
  }
}

interface Picture {
  readonly file: string;
  readonly bytes: Uint8Array;
}

function setPdf(request: RenderRequest<BoardPackSnapshot>, logo: Picture | null): Buffer {
  const { snapshot, proof, paper = 'A4' } = request;
  const accent = readableAccent(snapshot.branding.accent);
  const layout = layOut(snapshot, accent);
  const qr = proof.verifyUrl === null ? {} : { 'qr.svg': qrSvg(proof.verifyUrl) };
  return typesetPdf({
    sources,
    data: {
      'tokens.json': { ...tokens, accent },
      'data.json': {
        ...furniture(snapshot, proof),
        paper: paper === 'A4' ? 'a4' : 'us-letter',
        labels,
        logo: logo === null ? null : { file: logo.file, alt: alt.logo(snapshot.branding.name) },
        cover: { title: layout.coverTitle, say: layout.coverSay },
        pages: [...layout.pages, proofPage(proof)],
      },
    },
    drawings: { ...layout.drawings, ...qr },
    ...(logo === null ? {} : { pictures: { [logo.file]: logo.bytes } }),
  });
}

/** What every page carries, and the document's own data. */
function furniture(snapshot: BoardPackSnapshot, proof: ReportProof): Record<string, JsonValue> {
  const at = new Date(snapshot.asOf);
  return {
    title: documentTitle(snapshot),
    lang: snapshot.locale,
    name: snapshot.branding.name,
    footer: snapshot.branding.footer,
    asOf: dateWords(snapshot.asOf),
    period: `${dateWords(snapshot.period.from)} \u2013 ${dateWords(snapshot.period.to)}`,
    shortHash: proof.snapshotSha256.slice(0, 12),
    madeAt: [
      at.getUTCFullYear(),
      at.getUTCMonth() + 1,
      at.getUTCDate(),
      at.getUTCHours(),
      at.getUTCMinutes(),
      at.getUTCSeconds(),
    ],
  };
}

function proofPage(proof: ReportProof): JsonValue {
  const { signature } = proof;
  return {
    kind: 'proof',
    title: proofTitle,
    say: [say.proof],
    rows: [
      { name: labels.reportId, lines: [proof.reportId] },
      {
        name: labels.sha256,
        lines: pieces(proof.snapshotSha256, 32).map((half) => pieces(half, 8).join(' ')),
      },
      ...(signature === null
        ? [{ name: labels.signature, lines: [labels.notSigned] }]
        : [
            { name: labels.signature, lines: pieces(signature.value, 44) },
            { name: labels.signedBy, lines: [`${signature.algorithm}, ${signature.keyId}`] },
            { name: labels.publicKey, lines: pieces(signature.publicKey, 44) },
          ]),
    ],
    steps: [
      { text: verifySteps.get, command: null },
      { text: verifySteps.hash, command: verifySteps.hashCommand },
      ...(signature === null ? [] : [{ text: verifySteps.sign, command: verifySteps.signCommand }]),
      ...(proof.verifyUrl === null ? [] : [{ text: verifySteps.compare, command: null }]),
    ],
    qr: proof.verifyUrl === null ? null : { file: 'qr.svg', alt: verifySteps.qrAlt, url: proof.verifyUrl },
  };
}

/** Pieces of so many characters, so that an eye can compare them and no line runs out of its column. */
function pieces(text: string, size: number): readonly string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
}
