import { expect } from 'chai';
import { escapeMarkdown, escapeMarkup, plainLine, plainText } from './plain-text.ts';
import { HOSTILE } from './testing-run.ts';

describe('text from a bank', () => {
  const rows: [string, string, string][] = [
    ['keeps what is harmless', 'Zürich, 30.00 €\n\ttab', 'Zürich, 30.00 €\n\ttab'],
    ['keeps whole pairs', '👍', '👍'],
    ['replaces control characters', 'a\u0000b\u001b[31mc\u007f\u0085', 'a\ufffdb\ufffd[31mc\ufffd\ufffd'],
    ['replaces what reorders text', 'a\u202eb\u2066c\u200fd', 'a\ufffdb\ufffdc\ufffdd'],
    ['replaces halves of a pair', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['replaces what XML has no place for', 'a\ufffeb\uffff', 'a\ufffdb\ufffd'],
  ];
  for (const [name, given, wanted] of rows) it(name, () => expect(plainText(given)).to.equal(wanted));

  it('is cut, and says so', () => {
    expect(plainText('x'.repeat(9000)))
      .to.have.length(8001)
      .and.match(/…$/);
    expect(plainLine(`a\n\n b${'c'.repeat(300)}`))
      .to.have.length(201)
      .and.match(/^a bc/);
  });

  it('means nothing in HTML, XML or Markdown', () => {
    expect(escapeMarkup(HOSTILE)).to.not.match(/[<>"'\p{Cc}\p{Bidi_Control}]|&(?!(?:amp|lt|gt|quot|#39);)/u);
    expect(escapeMarkup('<a href="x">&')).to.equal('&lt;a href=&quot;x&quot;&gt;&amp;');
    expect(escapeMarkdown('![x](http://e.example) `c` **b** | <i>')).to.equal(
      '\\!\\[x\\]\\(http://e.example\\) \\`c\\` \\*\\*b\\*\\* \\| \\<i\\>',
    );
  });
});
