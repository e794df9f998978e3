/**
 * Schemas for tests. SARIF's comes with a package. The others are written here, of the parts that we write alone and as strict as the
 * published ones are about them: no package ships those.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { default as addFormats } from 'ajv-formats';

type Schema = { [keyword: string]: unknown };

/** The schema of OASIS, as Microsoft's package carries it; it is of draft 4, and uses nothing that a later draft reads otherwise. */
function sarifSchema(): Schema {
  const file = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Schema;
  return schema;
}

const UUID = {
  type: 'string',
  pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$',
};
const TOKEN = { type: 'string', pattern: '^(\\p{L}|_)(\\p{L}|\\p{N}|[.\\-_])*$' };
const LINE = { type: 'string', pattern: '^\\S(.*\\S)?$' };
const TEXT = { type: 'string', minLength: 1 };
const TIME = { type: 'string', format: 'date-time' };

/** An object with exactly these members; one whose name ends with `?` may be missing. */
function only(members: { [name: string]: unknown }): Schema {
  const names = Object.keys(members);
  return {
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
  };
}
const list = (items: Schema): Schema => ({ type: 'array', minItems: 1, items });

const PROP = only({ name: TOKEN, ns: { type: 'string', format: 'uri' }, value: LINE });

const OBSERVATION = only({
  uuid: UUID,
  title: TEXT,
  description: TEXT,
  methods: list({ enum: ['EXAMINE', 'INTERVIEW', 'TEST', 'UNKNOWN'] }),
  types: list(TOKEN),
  props: list(PROP),
  'relevant-evidence': list(only({ href: { type: 'string', format: 'uri-reference' }, description: TEXT })),
  collected: TIME,
});

const FINDING = only({
  uuid: UUID,
  title: TEXT,
  description: TEXT,
  'props?': list(PROP),
  target: only({
    type: { enum: ['statement-id', 'objective-id'] },
    'target-id': TOKEN,
    status: only({ state: { enum: ['satisfied', 'not-satisfied'] }, reason: { enum: ['pass', 'fail', 'other'] } }),
  }),
  'related-observations?': list(only({ 'observation-uuid': UUID })),
});

const OSCAL = only({
  'assessment-results': only({
    uuid: UUID,
    metadata: only({ title: TEXT, 'last-modified': TIME, version: LINE, 'oscal-version': LINE, props: list(PROP) }),
    'import-ap': only({ href: { type: 'string', format: 'uri-reference' } }),
    results: list(
      only({
        uuid: UUID,
        title: TEXT,
        description: TEXT,
        start: TIME,
        end: TIME,
        'reviewed-controls': only({
          'control-selections': list(
            only({ 'include-controls?': list(only({ 'control-id': TOKEN })), 'remarks?': TEXT }),
          ),
        }),
        'observations?': list(OBSERVATION),
        'findings?': list(FINDING),
        'remarks?': TEXT,
      }),
    ),
    'back-matter': only({ resources: list(only({ uuid: UUID, title: TEXT, description: TEXT })) }),
  }),
});

const GITLAB: Schema = {
  type: 'array',
  items: only({
    description: TEXT,
    check_name: TEXT,
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: only({
      path: { type: 'string', pattern: '^[^/]' },
      lines: only({ begin: { type: 'integer', minimum: 1 } }),
    }),
  }),
};

function compiled(schema: Schema, { unicodeRegExp = true } = {}): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

export const SCHEMAS: { [format: string]: ValidateFunction } = {
  // One of its patterns has a bracket that Unicode mode does not take.
  sarif: compiled(sarifSchema(), { unicodeRegExp: false }),
  oscal: compiled(OSCAL),
  gitlab: compiled(GITLAB),
};

/** JUnit has no standard; these are the elements and attributes that Jenkins, GitLab and GitHub's actions read. */
export const JUNIT_XSD = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:attributeGroup name="counts">
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="time" type="xs:decimal" use="required"/>
  </xs:attributeGroup>
  <xs:complexType name="told" mixed="true">
    <xs:attribute name="type" type="xs:string"/>
    <xs:attribute name="message" type="xs:string" use="required"/>
  </xs:complexType>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attributeGroup ref="counts"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuite"><xs:complexType>
    <xs:sequence><xs:element ref="testcase" maxOccurs="unbounded"/></xs:sequence>
    <xs:attributeGroup ref="counts"/>
    <xs:attribute name="timestamp" type="xs:dateTime" use="required"/>
  </xs:complexType>
  <xs:unique name="case"><xs:selector xpath="testcase"/><xs:field xpath="@name"/></xs:unique></xs:element>
  <xs:element name="testcase"><xs:complexType>
    <xs:sequence>
      <xs:element name="properties"><xs:complexType><xs:sequence>
        <xs:element name="property" maxOccurs="unbounded"><xs:complexType>
          <xs:attribute name="name" type="xs:string" use="required"/>
          <xs:attribute name="value" type="xs:string" use="required"/>
        </xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
      <xs:choice minOccurs="0">
        <xs:element name="failure" type="told"/>
        <xs:element name="error" type="told"/>
        <xs:element name="skipped" type="told"/>
        <xs:element name="system-out" type="xs:string"/>
      </xs:choice>
    </xs:sequence>
    <xs:attribute name="classname" type="xs:string" use="required"/>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="file" type="xs:string" use="required"/>
    <xs:attribute name="time" type="xs:decimal" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>`;
