import type { Parse } from '../parser.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { parseJson } from './parse-json.ts';
import { parseXml } from './parse-xml.ts';

/** Wapiti writes the same report as JSON and as XML; the first character tells which. */
const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  if (character === '<') await parseXml(replay, sink, limits);
  else await parseJson(replay, sink, limits);
};

export default parse;
