import { expect } from 'chai';
import { leakLines } from './leaks.ts';
import { MEANING } from './summary.ts';

describe('secrets in the output', () => {
  it('are told once for each kind, with some of the files', () => {
    const many = Array.from({ length: 313 }, (_, index) => ({ file: `traces/${index}.json`, kind: 'password' }));
    const lines = leakLines([...many, { file: 'run.json', kind: 'private key (PEM)' }]);
    expect(lines.split('\n').slice(0, -1)).to.deep.equal([
      'Secret (password) in traces/0.json, traces/1.json, traces/2.json, traces/3.json, traces/4.json and 308 more files',
      'Secret (private key (PEM)) in run.json',
    ]);
    expect(leakLines([])).to.equal('');
    expect(MEANING[5]).to.include('secret');
  });
});
