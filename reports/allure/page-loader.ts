/** The program that lets Allure's page have its files: it unpacks a block when a file of it is asked for. */

/** What the program has to be told about the page it is in. */
export interface Holdings {
  /** Number of the block that holds the result of a case and its attachments, by the id of the result. */
  results: { [id: string]: number };
  /** Number of the block that holds each other file, by its name. */
  others: { [name: string]: number };
}

/**
 * Allure takes the files of a page that opens from disk from `allureReportData`, by name, in base64, and waits where it is
 * given a promise. Attachments are named in the block of the result that links them, which has been opened by then.
 */
export const loader = (holdings: Holdings): string => `(function () {
  'use strict';
  const MOST_OPEN = 6;
  const holdings = ${JSON.stringify(holdings)};
  const opened = new Map();
  const places = new Map();

  async function unpack(block) {
    const element = document.getElementById('block-' + block);
    if (!element) throw new Error('the page holds no block ' + block);
    const packed = Uint8Array.from(atob(element.textContent), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const end = bytes.indexOf(10);
    const directory = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    for (const name of Object.keys(directory)) places.set(name, directory[name]);
    return bytes.subarray(end + 1);
  }

  function open(block) {
    let bytes = opened.get(block);
    opened.delete(block);
    if (!bytes) bytes = unpack(block);
    opened.set(block, bytes);
    if (opened.size > MOST_OPEN) opened.delete(opened.keys().next().value);
    return bytes;
  }

  async function placeOf(name) {
    const result = /^data\\/test-results\\/(\\w+)\\.json$/.exec(name);
    const block = result ? holdings.results[result[1]] : holdings.others[name];
    if (block !== undefined && !places.has(name)) await open(block);
    // An attachment whose result was not opened: it is in one of the blocks.
    const blocks = result ? [] : new Set(Object.values(holdings.results));
    for (const other of blocks) if (!places.has(name)) await open(other);
    return places.get(name);
  }

  async function base64(name) {
    const place = await placeOf(name);
    if (!place) throw new Error(name + ' is not in this report');
    const bytes = (await open(place[0])).subarray(place[1], place[1] + place[2]);
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768)
      text += String.fromCharCode.apply(null, bytes.subarray(at, at + 32768));
    return btoa(text);
  }

  window.allureReportDataReady = false;
  window.allureReportData = new Proxy({}, {
    has: (_, name) => typeof name === 'string',
    get: (_, name) => (typeof name === 'string' ? base64(name) : undefined),
  });
})();`;
