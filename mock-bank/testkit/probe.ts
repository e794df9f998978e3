/** The table test of defects: each shows its own symptom, those it implies, and no other of its family. */
import { expect } from 'chai';
import type { Defect } from '../behaviour.ts';
import { type OpenBank, openBank } from '../open.ts';
import { DpopTpp } from './dpop-tpp.ts';
import { SigningTpp } from './signing-tpp.ts';
import { Tpp } from './tpp.ts';

export interface Kit {
  opened: OpenBank;
  primary: Tpp;
  second: Tpp;
  mtls: Tpp;
  /** Known by an alternative name in its certificate. */
  named: Tpp;
  selfSigned: Tpp;
  dpop: DpopTpp;
  signing: SigningTpp;
  fapi1: Tpp;
  encrypted: Tpp;
  jarm: Tpp;
  openid: Tpp;
  rar: Tpp;
}

/** One bank for all families: keys take longer than probes. */
let shared: Promise<Kit> | null = null;

async function openKit(): Promise<Kit> {
  const opened = await openBank();
  const tpp = (name: string) => new Tpp(opened, name);
  return {
    opened,
    primary: tpp('primary'),
    second: tpp('second'),
    mtls: tpp('mtls'),
    named: tpp('fapi1-mtls'),
    selfSigned: tpp('self-signed'),
    dpop: new DpopTpp(opened),
    signing: new SigningTpp(opened),
    fapi1: tpp('fapi1'),
    encrypted: tpp('fapi1-encrypted'),
    jarm: tpp('jarm'),
    openid: tpp('openid'),
    rar: tpp('rar'),
  };
}

after(async () => {
  const kit = await shared;
  if (!kit) return;
  // A worker that runs several files one after the other keeps this module, and has to open another.
  shared = null;
  const { opened, ...tpps } = kit;
  for (const tpp of Object.values(tpps)) tpp.close();
  await opened.close();
});

/** True when the fault shows. */
export type Probe = (kit: Kit) => Promise<boolean>;

export function describeDefects(
  title: string,
  defects: readonly Defect[],
  probes: Readonly<Record<string, Probe>>,
): void {
  describe(title, () => {
    let kit: Kit;
    before(async () => {
      shared ??= openKit();
      kit = await shared;
    });
    after(() => kit.opened.bank.alter({ defects: [] }));

    it('has a probe for each defect', () => {
      expect(Object.keys(probes).sort()).to.deep.equal(defects.map(({ id }) => id).sort());
    });

    it('shows none of them in a compliant bank', async () => {
      kit.opened.bank.alter({ defects: [] });
      expect(await symptoms(kit, probes)).to.deep.equal([]);
    });

    for (const { id, implies } of defects) {
      it(`shows ${id} alone`, async () => {
        kit.opened.bank.alter({ defects: [id] });
        const expected = [id, ...implies].filter((one) => one in probes).sort();
        expect(await symptoms(kit, probes)).to.deep.equal(expected);
      });
    }
  });
}

async function symptoms(kit: Kit, probes: Readonly<Record<string, Probe>>): Promise<string[]> {
  const shown: string[] = [];
  for (const [id, probe] of Object.entries(probes)) {
    const shows = await probe(kit);
    kit.opened.bank.clock.reset();
    if (shows) shown.push(id);
  }
  return shown.sort();
}
