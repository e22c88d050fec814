import { cpeOf } from '../mapping/cpe.ts';
import type { Draft } from '../mapping/draft.ts';
import type { RawFinding } from '../parser.ts';
import { childOf, childrenOf, textIn, type XmlElement } from '../readers/xml/elements.ts';

/** The product that a test found its weakness in, from the detection that it builds on, with the versions of its text. */
export function componentOf(result: XmlElement): RawFinding['component'] {
  const cpe = cpeOf(detailOf(result, 'product') ?? '');
  if (cpe === undefined) return undefined;
  const text = textIn(result, 'description') ?? '';
  const version = lineAfter(text, 'Installed version') ?? cpe.version;
  const fixedVersion = lineAfter(text, 'Fixed version');
  const path = detailOf(result, 'location');
  const component: Draft<NonNullable<RawFinding['component']>> = { name: cpe.product };
  if (version !== undefined) component.version = version;
  if (fixedVersion !== undefined) component.fixedVersion = fixedVersion;
  if (path?.startsWith('/') === true || /^[A-Za-z]:\\/.test(path ?? ''))
    component.path = path?.slice(0, 1_000) ?? '';
  return component;
}

/** Where the product is: a host may have it several times. A port says nothing more than the result itself. */
export function placeOf(result: XmlElement): string | undefined {
  const place = detailOf(result, 'location');
  return place === undefined || /^(?:\d+|general)\/\w+$/.test(place) ? undefined : place.slice(0, 500);
}

/** Details come as name and value under `detection`. */
function detailOf(result: XmlElement, name: string): string | undefined {
  const details = childOf(childOf(childOf(result, 'detection'), 'result'), 'details');
  const found = childrenOf(details, 'detail').find((detail) => textIn(detail, 'name') === name);
  return textIn(found, 'value');
}

function lineAfter(text: string, label: string): string | undefined {
  return new RegExp(`^${label}:\\s*(\\S.{0,99})$`, 'm').exec(text)?.[1]?.trim();
}
