/** What a YAML file holds, apart from how it was parsed: mappings, sequences and scalars, each with its offset in the text. */

export type Node = Scalar | Sequence | Mapping;

export class Scalar {
  readonly at: number;
  readonly value: unknown;
  /** A number as it is written. */
  readonly source: string | undefined;

  constructor(at: number, value: unknown, source?: string) {
    this.at = at;
    this.value = value;
    this.source = source;
  }
}

export class Sequence {
  readonly at: number;
  /** Written in brackets. */
  readonly flow: boolean;
  readonly items: readonly (Node | null)[];

  constructor(at: number, flow: boolean, items: readonly (Node | null)[]) {
    this.at = at;
    this.flow = flow;
    this.items = items;
  }

  get(index: unknown): Node | null | undefined {
    return typeof index === 'number' ? this.items[index] : undefined;
  }
}

export interface Pair {
  key: Scalar;
  /** Null where a key stands alone. */
  value: Node | null;
}

export class Mapping {
  readonly at: number;
  /** Written in braces. */
  readonly flow: boolean;
  readonly items: readonly Pair[];

  constructor(at: number, flow: boolean, items: readonly Pair[]) {
    this.at = at;
    this.flow = flow;
    this.items = items;
  }

  get(key: unknown): Node | null | undefined {
    return this.items.find((pair) => pair.key.value === key)?.value;
  }

  has(key: string): boolean {
    return this.items.some((pair) => pair.key.value === key);
  }
}

export const isScalar = (node: unknown): node is Scalar => node instanceof Scalar;
export const isSeq = (node: unknown): node is Sequence => node instanceof Sequence;
export const isMap = (node: unknown): node is Mapping => node instanceof Mapping;
export const isNode = (node: unknown): node is Node => isScalar(node) || isSeq(node) || isMap(node);

/** All scalars at and below a node, keys as well, in the order of the text. */
export function scalarsIn(node: unknown): Scalar[] {
  if (isScalar(node)) return [node];
  if (isSeq(node)) return node.items.flatMap(scalarsIn);
  return isMap(node) ? node.items.flatMap(({ key, value }) => [key, ...scalarsIn(value)]) : [];
}

/** The plain value of a node: what JSON would give. */
export function plain(node: Node | null): unknown {
  if (isSeq(node)) return node.items.map(plain);
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(key.value), plain(value)]));
  return node === null ? null : node.value;
}

/** A tree as JSON: `[kind, offset, ...]`, then value and source, or items, or keys and values by turns. */
export type Packed = readonly unknown[] | null;

const KIND = { scalar: 0, sequence: 1, mapping: 2 };
const FLOW = 10;

export function pack(node: Node | null): Packed {
  if (node === null) return null;
  if (isScalar(node)) return [KIND.scalar, node.at, node.value, ...(node.source === undefined ? [] : [node.source])];
  const kind = (isSeq(node) ? KIND.sequence : KIND.mapping) + (node.flow ? FLOW : 0);
  const held = isSeq(node) ? node.items : node.items.flatMap(({ key, value }) => [key, value]);
  return [kind, node.at, ...held.map(pack)];
}

/** The tree again; to be called with what `pack` gave. */
export function unpack(packed: Packed): Node | null {
  if (packed === null) return null;
  const [kind, at] = packed as [number, number];
  if (kind === KIND.scalar) return new Scalar(at, packed[2], packed[3] as string | undefined);
  const flow = kind >= FLOW;
  const held = packed.slice(2).map((one) => unpack(one as Packed));
  if (kind % FLOW === KIND.sequence) return new Sequence(at, flow, held);
  const items: Pair[] = [];
  for (let index = 0; index < held.length; index += 2)
    items.push({ key: held[index] as Scalar, value: held[index + 1] ?? null });
  return new Mapping(at, flow, items);
}
