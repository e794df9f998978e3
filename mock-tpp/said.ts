/** Words of the bank or its operator inside one of our sentences: between quotes, and with nothing in them that ends the quotes or the line. */

const LONGEST = 200;

/** As JSON writes a text, cut after `longest` characters, so that it is told apart from what we say. */
export const said = (text: string, longest = LONGEST): string =>
  JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text);

/** A name as it stands where it is one plain word, and in quotes where it is more. */
export const worded = (name: string, longest = LONGEST): string =>
  /^[\w.:=-]*$/.test(name) && name.length <= longest ? name : said(name, longest);
