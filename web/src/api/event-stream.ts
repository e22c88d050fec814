/** One event of a `text/event-stream` (WHATWG HTML, section 9.2.6). */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string;
}

/** Feeds on text as it arrives and gives back the events that it completes. */
export function eventStreamReader(): (chunk: string) => StreamEvent[] {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk;
    // A line feed that belongs to this carriage return may be the first character of the next chunk.
    const held = text.endsWith('\r') ? '\r' : '';
    const whole = text.slice(0, text.length - held.length);
    const blocks = whole.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n\n');
    rest = (blocks.pop() ?? '') + held;
    return blocks.map(parseBlock).filter((event) => event !== null);
  };
}

function parseBlock(block: string): StreamEvent | null {
  let id: string | undefined;
  let type = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') id = value;
    if (name === 'event') type = value;
    if (name === 'data') data.push(value);
  }
  return data.length === 0 ? null : { id, type, data: data.join('\n') };
}
