import type { XmlElement } from '../readers/xml/elements.ts';

/** Every character may take two in JSON (quotes, line ends), so that the whole stays below 64 KiB. */
const maxLength = 28_000;
const maxValueLength = 4_000;

type Plain = string | Plain[] | { [name: string]: Plain };

/**
 * Attributes and children of an item worth keeping as `sourceData`, under their own names, as long as they fit. `leaveOut`
 * names those that have a place of their own in a finding.
 */
export function sourceDataOfElement(
  element: XmlElement,
  leaveOut: ReadonlySet<string>,
): Record<string, unknown> {
  const budget = { left: maxLength };
  const kept = plainFields(element, leaveOut, budget);
  return typeof kept === 'object' && !Array.isArray(kept) ? kept : {};
}

interface Budget {
  left: number;
}

function plainFields(element: XmlElement, leaveOut: ReadonlySet<string>, budget: Budget): Plain {
  const fields: { [name: string]: Plain } = {};
  const add = (name: string, value: Plain): void => {
    if (name === '__proto__' || value === '') return;
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[name] = [known, value];
  };
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!leaveOut.has(name)) add(name, cut(name, value, budget));
  }
  for (const child of element.children) {
    if (budget.left <= 0) break;
    if (leaveOut.has(child.name)) continue;
    add(child.name, plainChild(child, budget));
  }
  return fields;
}

const none: ReadonlySet<string> = new Set();

function plainChild(child: XmlElement, budget: Budget): Plain {
  const isText = child.children.length === 0 && Object.keys(child.attributes).length === 0;
  if (isText) return cut(child.name, child.text, budget);
  budget.left -= child.name.length + 6;
  const fields = plainFields(child, none, budget);
  const text = cut('text', child.text, budget);
  if (typeof fields === 'string' || Array.isArray(fields)) return fields;
  if (text !== '') fields.text = text;
  return Object.keys(fields).length === 0 ? '' : fields;
}

/** '' when there is nothing to keep or no room is left. */
function cut(name: string, value: string, budget: Budget): string {
  const text = value.trim().slice(0, maxValueLength).toWellFormed();
  if (text === '' || budget.left < name.length + text.length + 6) return '';
  budget.left -= name.length + text.length + 6;
  return text;
}
