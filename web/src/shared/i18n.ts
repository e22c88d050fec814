import { en } from '../messages/en.ts';

/** Key of a message; a missing one does not compile. */
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;

const pluralRules = new Intl.PluralRules('en');
const numberFormat = new Intl.NumberFormat('en');

/**
 * The message in the reader's language. Knows two forms of ICU: `{name}` and
 * `{name, plural, =0 {…} one {…} other {# …}}`; numbers are grouped ("1,204").
 */
export function t(key: MessageKey, values: MessageValues = {}): string {
  return formatMessage(en[key], values);
}

/** True when a message of this name exists, for words that come from the server. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The message for a word of the server, or the word itself in sentence case when it is newer than this page. */
export function tWord(prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  if (isMessageKey(key)) return t(key);
  const spaced = word.replaceAll(/[_-]/g, ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export function formatMessage(message: string, values: MessageValues): string {
  let out = '';
  for (let at = 0; at < message.length; ) {
    const open = message.indexOf('{', at);
    if (open < 0) return out + message.slice(at);
    const close = closingBrace(message, open);
    out += message.slice(at, open) + placeholder(message.slice(open + 1, close), values);
    at = close + 1;
  }
  return out;
}

function closingBrace(message: string, open: number): number {
  let depth = 0;
  for (let at = open; at < message.length; at++) {
    if (message[at] === '{') depth++;
    if (message[at] === '}' && --depth === 0) return at;
  }
  throw new Error(`message has an open brace: ${message}`);
}

function placeholder(body: string, values: MessageValues): string {
  const match = /^\s*(\w+)\s*,\s*plural\s*,(.*)$/s.exec(body);
  if (!match) return show(values[body.trim()]);
  const count = Number(values[match[1] ?? '']);
  const forms = pluralForms(match[2] ?? '');
  const form = forms.get(`=${count}`) ?? forms.get(pluralRules.select(count)) ?? forms.get('other') ?? '';
  return formatMessage(form.replaceAll('#', numberFormat.format(count)), values);
}

function pluralForms(text: string): Map<string, string> {
  const forms = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('{', at);
    if (open < 0) break;
    const close = closingBrace(text, open);
    forms.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
  return forms;
}

function show(value: string | number | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'number' ? numberFormat.format(value) : value;
}
