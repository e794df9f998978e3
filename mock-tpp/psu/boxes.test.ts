import { expect } from 'chai';
import { boxChanges, NoSuchBox, withBoxes } from './boxes.ts';
import { readPage } from './page.ts';
import { entriesOf } from './submission.ts';

const FORM = `<form>
  <input type=radio name=acc value=1 checked id=first><label for=first>Current account</label>
  <label>Savings <input type=radio name=acc value=2 id=second></label>
  <input type=checkbox name=scope value=read aria-label="Read"><input type=checkbox name=scope value=pay checked>
  <input type=checkbox name=remember checked></form>`;

const sent = (tick: string[], clear: string[] = [], filled: [string, string][] = []): string => {
  const form = readPage(FORM).forms[0];
  if (form === undefined) throw new Error('no form');
  const typed = new Map(filled);
  const changed = withBoxes(form, boxChanges(form, { tick, clear }, typed));
  return new URLSearchParams(entriesOf(changed, typed, null)).toString();
};

describe('check boxes and radio buttons of a page rule', () => {
  // biome-ignore format: one row, one line
  const ROWS: [string, string[], string[], [string, string][], string][] = [
    ['are left as they came', [], [], [], 'acc=1&scope=pay&remember=on'],
    ['are chosen by id, one of a group', ['second'], [], [], 'acc=2&scope=pay&remember=on'],
    ['are chosen by name and value', ['acc=2'], [], [], 'acc=2&scope=pay&remember=on'],
    ['are chosen by the label that names them or is around them', ['savings', 'READ'], [], [], 'acc=2&scope=read&scope=pay&remember=on'],
    ['are all set by a name, of radio buttons the first', ['scope', 'acc'], [], [], 'acc=1&scope=read&scope=pay&remember=on'],
    ['are all set by their type', ['type=checkbox'], [], [], 'acc=1&scope=read&scope=pay&remember=on'],
    ['are cleared before others are set', ['scope=read'], ['scope', 'remember', 'not there'], [], 'acc=1&scope=read'],
    ['are filled in by a value, as of old', [], [], [['acc', '2'], ['scope', 'read']], 'acc=2&scope=read&remember=on'],
    ['are filled in by an id, one of a group', [], [], [['second', 'on']], 'acc=2&scope=pay&remember=on'],
  ];
  for (const [what, tick, clear, filled, wanted] of ROWS)
    it(what, () => {
      expect(sent(tick, clear, filled)).to.equal(wanted);
    });

  it('are named when one is to be set that is not there', () => {
    expect(() => sent(['terms'])).to.throw(
      NoSuchBox,
      /no check box or radio button terms; there is: acc=1 "Current account", acc=2 "Savings"/,
    );
  });
});
