import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { AppError } from '../../kernel/errors.ts';
import { isHarmlessValue, svgAttributes, svgElements } from './svg-allowed.ts';

const maxDepth = 50;
const maxElements = 5_000;
const defaultSize = 300;

interface Svg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

type Refuse = (message: string) => AppError;

/**
 * Writes the drawing anew from elements and attributes on the allow-list: scripts, event handlers, styles, foreign content,
 * animation, links and references to anything outside are not copied. No document type, so no entities.
 * @throws what `refuse` makes, when the bytes are no SVG
 */
export function sanitiseSvg(bytes: Buffer, refuse: Refuse): Svg {
  const writer = new SvgWriter();
  const parser = new SaxesParser({ xmlns: false });
  parser.on('error', () => {
    throw refuse('is neither a PNG nor a well-formed SVG');
  });
  parser.on('doctype', () => {
    throw refuse('has a document type declaration; save it as plain SVG');
  });
  parser.on('opentag', (tag) => writer.open(tag, refuse));
  parser.on('closetag', (tag) => writer.close(tag.name));
  parser.on('text', (text) => writer.text(text));
  parser.on('cdata', (text) => writer.text(text));
  parser.write(utf8(bytes, refuse)).close();
  return { text: writer.result, ...writer.size };
}

function utf8(bytes: Buffer, refuse: Refuse): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('is neither a PNG nor an SVG in UTF-8');
  }
}

class SvgWriter {
  result = '';
  size = { width: defaultSize, height: defaultSize };
  #depth = 0;
  #elements = 0;
  /** Depth of the outermost element that is left out; its content goes with it. */
  #skipFrom = Number.POSITIVE_INFINITY;

  open(tag: SaxesTagPlain, refuse: Refuse): void {
    this.#depth++;
    this.#elements++;
    if (this.#depth === 1 && tag.name !== 'svg') throw refuse('is neither a PNG nor an SVG');
    if (this.#depth > maxDepth || this.#elements > maxElements) throw refuse('is too intricate for a logo');
    if (this.#depth > this.#skipFrom) return;
    if (!svgElements.has(tag.name)) {
      this.#skipFrom = this.#depth;
      return;
    }
    if (this.#depth === 1) this.size = sizeOf(tag.attributes);
    const namespace = this.#depth === 1 ? ' xmlns="http://www.w3.org/2000/svg"' : '';
    this.result += `<${tag.name}${namespace}${attributesOf(tag.attributes)}>`;
  }

  close(name: string): void {
    if (this.#depth < this.#skipFrom) this.result += `</${name}>`;
    if (this.#depth === this.#skipFrom) this.#skipFrom = Number.POSITIVE_INFINITY;
    this.#depth--;
  }

  text(text: string): void {
    if (this.#depth > 0 && this.#depth < this.#skipFrom) this.result += escaped(text);
  }
}

function attributesOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .filter(([name, value]) => svgAttributes.has(name) && isHarmlessValue(name, value))
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** width and height in pixels, else the view box, else what browsers take (CSS Images 3, default object size). */
function sizeOf({ width, height, viewBox }: Readonly<Record<string, string>>): {
  width: number;
  height: number;
} {
  const [, , boxWidth, boxHeight] = (viewBox ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return {
    width: pixels(width) ?? positive(boxWidth) ?? defaultSize,
    height: pixels(height) ?? positive(boxHeight) ?? defaultSize,
  };
}

function pixels(length: string | undefined): number | undefined {
  const number = /^([0-9]*\.?[0-9]+)(?:px)?$/.exec(length?.trim() ?? '')?.[1];
  return positive(number === undefined ? undefined : Number(number));
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value > 0 ? value : undefined;
}
