import type { Parse } from '../parser.ts';
import { firstCharacter } from '../readers/text/first-character.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJson } from './parse-json.ts';
import { parseXml } from './parse-xml.ts';

/** Nikto writes the same report as XML, JSON and CSV; the first character tells which. */
const parse: Parse = async (source, sink, limits) => {
  const { character, replay } = await firstCharacter(source);
  sink.scan({ toolName: 'Nikto' });
  if (character === '<') await parseXml(replay, sink, limits);
  else if (character === '{' || character === '[') await parseJson(replay, sink, limits);
  else await parseCsv(replay, sink, limits);
};

export default parse;
