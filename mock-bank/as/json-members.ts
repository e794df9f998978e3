/** What becomes of a JSON object that holds a member twice: the last one counts, as JavaScript has it, or the first. */

/** The members of the outermost object as they stand in its text, which has to be JSON. */
function membersOf(text: string): string[] {
  const members: string[] = [];
  let [depth, quoted, from] = [0, false, text.indexOf('{') + 1];
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && '[{'.includes(sign)) depth += 1;
    else if (!quoted && ']}'.includes(sign)) depth -= 1;
    if (quoted || !(depth < 0 || (depth === 0 && sign === ','))) continue;
    members.push(text.slice(from, at));
    from = at + 1;
    if (depth < 0) break;
  }
  return members;
}

/** The same object with its members the other way round, so that of two with one name the first counts. */
export const reversedMembers = (text: string): string => `{${membersOf(text).reverse().join(',')}}`;
