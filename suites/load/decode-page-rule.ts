/** Decoders of the rules by which the pages of a bank are known and walked. */
import { type Decoder, list, map, needed, object, oneOf, optional, record, text } from './decoder.ts';
import type { PageRule } from './target.ts';

/** Values that the PSU agent puts into the fields of a page. */
export const PSU_VALUES = ['psu.username', 'psu.password', 'psu.otp'] as const;
/** Values that names in rules of a dashboard may hold. */
export const DASHBOARD_VALUES = ['consent'] as const;

/** A rule of `psu.pages`. */
export const page: Decoder<PageRule> = map(
  object({
    id: needed(text(), 'name of the page'),
    fields: optional(list(text()), 'fields the page has, by id, name, label or `type=`', {
      example: ['username', 'type=password'],
    }),
    buttons: optional(list(text()), 'buttons or links the page has, by id, name, `name=value`, text or `type=`'),
    fill: optional(record(text({ later: PSU_VALUES })), 'what to type into the fields, or which option to choose'),
    tick: optional(
      list(text()),
      'check boxes and radio buttons to set, by id, `name=value`, name, label or `type=`; a name of several check boxes means all',
      { example: ['account=1234', 'I have read the terms'] },
    ),
    clear: optional(list(text()), 'check boxes to clear, named the same way', { example: ['remember'] }),
    press: needed(text(), 'the button or link to press; of several forms, the one with the fields'),
    deny: optional(text(), 'the one that declines: on the first page that has one'),
    means: needed(oneOf('login', 'sca', 'consent', 'other'), 'what the page stands for'),
  }),
  ({ id, fields = [], buttons = [], press, deny = null, means, ...acts }, source, node) => {
    const { fill = {}, tick = [], clear = [] } = acts;
    if (fields.length + buttons.length > 0) return { id, fields, buttons, fill, tick, clear, press, deny, means };
    source.tell('missing-key', node, 'a page rule needs `fields` or `buttons` to know its page by');
    return undefined;
  },
);

/** A rule of `psu.dashboard.pages`. */
export const dashboardPage: Decoder<PageRule> = map(
  object({
    id: needed(text(), 'name of the page'),
    fields: optional(list(text({ later: DASHBOARD_VALUES })), 'fields the page has', { example: ['consent'] }),
    buttons: optional(list(text({ later: DASHBOARD_VALUES })), 'buttons or links the page has', {
      example: ['revoke'],
    }),
    tick: optional(list(text({ later: DASHBOARD_VALUES })), 'check boxes and radio buttons to set', {
      example: ['consent=${consent}'],
    }),
    press: optional(text({ later: DASHBOARD_VALUES }), 'the button or link to press; left out where the walk ends', {
      example: 'consent-${consent}',
    }),
    means: needed(
      oneOf('list', 'consent', 'done', 'other'),
      'the list, whose press leads to one consent; the page that shows it, whose press revokes it; what says that it is revoked',
    ),
  }),
  ({ id, fields = [], buttons = [], tick = [], press, means }, source, node) => {
    if (fields.length + buttons.length === 0)
      source.tell('missing-key', node, 'a page rule needs `fields` or `buttons` to know its page by');
    else if (press === undefined && means !== 'done')
      source.tell('missing-key', node, `a page that means ${means} needs \`press\``);
    else return { id, fields, buttons, fill: {}, tick, clear: [], press: press ?? '', deny: null, means };
    return undefined;
  },
);
