import type { XmlAttributes } from '../xml/reader.ts';

/** An attribute by its local name; WordprocessingML writes the prefix `w:`, others write their own. */
export function attribute(attributes: XmlAttributes, name: string): string | undefined {
  const plain = attributes[`w:${name}`] ?? attributes[name];
  if (plain !== undefined) return plain;
  const key = Object.keys(attributes).find((one) => one.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** A switch is on when it stands there, unless its value says otherwise (ECMA-376 part 1, 17.17.4). */
export function isOn(attributes: XmlAttributes): boolean {
  return !['0', 'false', 'off'].includes(attribute(attributes, 'val') ?? 'true');
}

/** A whole number, undefined for anything else. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
