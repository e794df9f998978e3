/** What a bank leaves out, or does instead, at one of its two listeners alone: for one that does worse there. */
import { type Check, check } from '../../http/endpoint.ts';

interface Usual {
  source: Check;
  sourceInHeader: Check;
  present: Check;
  toBind: Check;
}

/** The usual check, and another in its place past the aliases, or none. */
const atPlain = (name: string, usual: Check, there: Check | null = null): Check =>
  check(name, (context) => (context.connection.door === 'plain' ? there : usual)?.run(context));

export const doorAlternatives = ({ source, sourceInHeader, present, toBind }: Usual): readonly Check[] => [
  atPlain('certificate-source-or-header-at-plain', source, sourceInHeader),
  atPlain('certificate-present-but-at-plain', present),
  atPlain('certificate-to-bind-but-at-plain', toBind),
];
