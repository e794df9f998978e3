import { expect } from 'chai';
import { COLOURS, INK_ON, page } from './style.ts';

/** Relative luminance and contrast, as WCAG 2.1 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe('the look of our pages', () => {
  it('has text that can be read on all it stands on, in light and dark', () => {
    const weak = (['light', 'dark'] as const).flatMap((theme) =>
      INK_ON.flatMap(([ink, ground]) => {
        const ratio = contrast(COLOURS[theme][ink] ?? '', COLOURS[theme][ground] ?? '');
        return ratio >= 4.5 ? [] : [`${theme}: ${ink} on ${ground} ${ratio.toFixed(2)}`];
      }),
    );
    expect(weak).to.deep.equal([]);
  });

  it('allows the one script that stands in the page, by its hash, and no other', () => {
    const html = page('A page', '<p>text</p>', 'document.title;');
    expect(html.match(/script-src '[^']+'/g)?.[0]).to.match(/^script-src 'sha256-[A-Za-z0-9+/]{43}='$/);
    expect(html.match(/<script>/g)).to.have.length(1);
    expect(html).not.to.include('unsafe-eval');
  });
});
