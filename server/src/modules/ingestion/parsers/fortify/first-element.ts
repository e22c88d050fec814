import { firstCharacter } from '../readers/text/first-character.ts';

/** Local name of the first element in the head of the file ('' when none is there), and the stream as it was. */
export async function firstElement(
  source: AsyncIterable<Uint8Array>,
): Promise<{ readonly name: string; readonly replay: AsyncIterable<Uint8Array> }> {
  const { head, replay } = await firstCharacter(source);
  const name = /<(?:[\w.-]{1,40}:)?([A-Za-z]\w{0,60})/.exec(head.replaceAll(/<!--.*?-->/gs, ''))?.[1] ?? '';
  return { name, replay };
}
