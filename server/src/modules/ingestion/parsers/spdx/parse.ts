import type { Parse } from '../parser.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { SpdxDocument } from './document.ts';
import { parseJson } from './parse-json.ts';
import { parseTagValue } from './parse-tag-value.ts';

/** SPDX is one model in several syntaxes; the first character tells JSON from lines of tags and values. */
const parse: Parse = async (source, sink, limits) => {
  const { character, head, replay } = await firstCharacter(source);
  const document = new SpdxDocument(sink);
  const reading = { source: replay, limits, sink };
  if (character === '{') await parseJson(reading, head, document);
  else await parseTagValue(reading, document);
  document.end();
};

export default parse;
