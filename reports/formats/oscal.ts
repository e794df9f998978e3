/** OSCAL assessment results (NIST): what was reviewed, one observation a case, one finding a requirement that is decided. */
import { createHash } from 'node:crypto';
import type { JudgedCase, RequirementRow, RunRecord } from '../../suites/evidence/record.ts';
import { fileUri, plainLine } from '../plain-text.ts';
import { scopeLine } from '../scope.ts';
import { controlWords, counted } from '../words.ts';

const VERSION = '1.1.2';
/** Names of ours in the properties; a name and no address that anybody opens. */
const NAMESPACE = 'urn:assay-fapi:oscal';

/** RFC 9562, version 5, in a name space of the run: the same evidence gives the same ids. */
function uuid(run: RunRecord, name: string): string {
  const hash = createHash('sha1').update(`${run.run.id}\n${run.target.name}\n${name}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A token begins with a letter and holds letters, digits, dots, hyphens and underscores. */
const token = (id: string): string => `${/^[\p{L}_]/u.test(id) ? '' : '_'}${id.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}`;

const prop = (name: string, value: string): object => ({ name, ns: NAMESPACE, value: plainLine(value, 500) || '-' });

export function oscalResults(run: RunRecord): string {
  const decided = run.requirements.filter(({ status }) => status === 'proven' || status === 'violated');
  const observed = run.cases.filter(({ verdict }) => verdict !== 'skipped' && verdict !== 'not-applicable');
  const reviewed = run.requirements.filter(({ cases, status }) => cases.length > 0 && status !== 'not-applicable');
  const plan = uuid(run, 'plan');
  const ended = run.run.finishedAt ?? run.run.startedAt;
  const document = {
    'assessment-results': {
      uuid: uuid(run, 'document'),
      metadata: {
        title: `Assay: ${plainLine(run.target.name)}, profile ${plainLine(run.target.profile)}`,
        'last-modified': ended,
        version: plainLine(run.run.id),
        'oscal-version': VERSION,
        props: [prop('harness-version', run.harness.version), prop('scenarios-sha256', run.scenarios.digest)],
      },
      'import-ap': { href: `#${plan}` },
      results: [
        {
          uuid: uuid(run, 'result'),
          title: `Run ${plainLine(run.run.id)}`,
          description:
            `Black-box tests of ${plainLine(run.target.issuer)}. Requirements that are only partly proven, in doubt or not tested have no finding. ${plainLine(scopeLine(run), 1000)}`.trim(),
          start: run.run.startedAt,
          end: ended,
          'reviewed-controls': {
            'control-selections': [
              reviewed.length === 0
                ? { remarks: 'No requirement was tested.' }
                : { 'include-controls': reviewed.map(({ id }) => ({ 'control-id': token(id) })) },
            ],
          },
          ...some(
            'observations',
            observed.map((one) => observation(run, one)),
          ),
          ...some(
            'findings',
            decided.map((row) => finding(run, row)),
          ),
          ...(run.run.finished ? {} : { remarks: 'The run is unfinished: what is missing was not reached.' }),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: plan,
            title: 'The plan of the run',
            description: `${counted(run.run.plan.count, 'case')} of ${counted(run.scenarios.count, 'scenario')}, chosen with: ${plainLine(run.run.argv.join(' '), 500)}. The target file has the SHA-256 ${plainLine(run.target.digest)}.`,
          },
        ],
      },
    },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** An empty list is not allowed where OSCAL has one. */
const some = (name: string, list: readonly object[]): object => (list.length === 0 ? {} : { [name]: list });

function observation(run: RunRecord, one: JudgedCase): object {
  const told = [
    one.meaning,
    `Changed: ${one.changed.join('; ') || 'nothing'}.`,
    `Expected: ${one.expected.join('; ')}.`,
    `Observed: ${one.observed}.`,
    `Control before ${controlWords(one.controls.before)}, after ${controlWords(one.controls.after)}.`,
  ];
  return {
    uuid: uuid(run, `case ${one.id}`),
    title: plainLine(`${one.id}: ${one.title}`),
    description: plainLine(told.join(' '), 2000),
    methods: ['TEST'],
    types: ['finding'],
    props: [
      prop('case', one.id),
      prop('verdict', one.verdict),
      prop('severity', one.severity),
      ...one.proves.map((place) => prop('place', place)),
      ...(one.deviation ? [prop('known-deviation', one.deviation.reason)] : []),
    ],
    'relevant-evidence': [{ href: fileUri(one.trace), description: 'All that was sent and received.' }],
    collected: one.startedAt,
  };
}

function finding(run: RunRecord, row: RequirementRow): object {
  const ran = new Set(
    run.cases.filter(({ verdict }) => verdict !== 'skipped' && verdict !== 'not-applicable').map(({ id }) => id),
  );
  const related = row.cases.filter((id) => ran.has(id)).map((id) => ({ 'observation-uuid': uuid(run, `case ${id}`) }));
  const met = row.status === 'proven';
  return {
    uuid: uuid(run, `requirement ${row.id}`),
    title: plainLine(row.id),
    description: plainLine(`${row.spec}, ${row.clause} (${row.level}): ${row.text}`, 2000),
    ...some(
      'props',
      row.places.map(({ place, status }) => prop('place', `${place}: ${status}`)),
    ),
    target: {
      type: 'objective-id',
      'target-id': token(row.id),
      status: met ? { state: 'satisfied', reason: 'pass' } : { state: 'not-satisfied', reason: 'fail' },
    },
    ...some('related-observations', related),
  };
}
