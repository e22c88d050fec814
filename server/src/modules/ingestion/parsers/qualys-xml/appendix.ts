import { canonicalIp } from '../mapping/host.ts';
import type { ParseSink } from '../parser.ts';
import { textIn, type XmlElement } from '../readers/xml/elements.ts';

const maxAddresses = 65_536;

/** Hosts that were scanned and have no vulnerability stand in the appendix alone, as ranges of addresses. At most 65,536 are named. */
export function coverRanges(element: XmlElement, sink: ParseSink): void {
  let left = maxAddresses;
  for (const range of rangesOf(element)) {
    const start = numberOf(textIn(range, 'START'));
    const end = numberOf(textIn(range, 'END'));
    if (start === undefined || end === undefined) continue;
    for (let at = start; at <= end && left > 0; at += 1) {
      const raw = [24, 16, 8, 0].map((bits) => Math.floor(at / 2 ** bits) % 256).join('.');
      sink.covered({ target: { kind: 'HOST', raw, ip: raw }, complete: true });
      left -= 1;
    }
  }
}

function rangesOf(element: XmlElement): readonly XmlElement[] {
  return element.name === 'RANGE' ? [element] : element.children.flatMap(rangesOf);
}

/** An address of version 4 as a number; ranges of version 6 are not counted out. */
function numberOf(text: string | undefined): number | undefined {
  const ip = canonicalIp(text ?? '');
  if (ip?.includes('.') !== true) return undefined;
  return ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
