/** Choosing among the cases of a run, on its page: by verdict, severity, area and place, and by words. */
import type { JudgedCase } from '../../suites/evidence/record.ts';
import { escapeMarkup as safe } from '../plain-text.ts';

const CHOICES: readonly { name: string; label: string; of(judged: JudgedCase): readonly string[] }[] = [
  { name: 'verdict', label: 'Verdict', of: ({ verdict }) => [verdict] },
  { name: 'severity', label: 'Severity', of: ({ severity }) => [severity] },
  { name: 'area', label: 'Area', of: ({ area }) => [area] },
  { name: 'place', label: 'Place', of: ({ proves }) => proves },
];

/** Hidden until the script shows it: without one, every case stands there. */
export function filterForm(cases: readonly JudgedCase[]): string {
  const select = ({ name, label, of }: (typeof CHOICES)[number]): string => {
    const values = [...new Set(cases.flatMap(of))].sort();
    const options = values.map((value) => `<option value="${safe(value)}">${safe(value)}</option>`);
    return `<label>${label}<select name="${name}"><option value="">all</option>${options.join('')}</select></label>`;
  };
  return `<form class="filter" hidden role="search"><label>Words in id, title or reason<input type="search" name="words" autocomplete="off"></label>${CHOICES.map(select).join('')}<button type="reset">Show all</button><output aria-live="polite"></output></form>`;
}

/** What a row of the table has to say for the choices to find it. */
export const filterData = (judged: JudgedCase): string =>
  CHOICES.map(({ name, of }) => ` data-${name}="${safe(of(judged).join(' '))}"`).join('');

/** The address of the page with one verdict chosen. */
export const chosen = (verdict: string): string => `#verdict=${verdict}`;

/** Reads the choices, hides the other rows, and keeps the choices in the address, so that they can be sent to somebody. */
export const FILTER = `
const form=document.querySelector('form.filter'),rows=[...document.querySelectorAll('table.cases tbody tr')],told=form.querySelector('output');
const texts=rows.map((row)=>row.textContent.toLowerCase());
const apply=()=>{const asked=Object.fromEntries(new FormData(form)),words=asked.words.toLowerCase().split(/\\s+/).filter(Boolean);let shown=0;
rows.forEach((row,at)=>{const fits=['verdict','severity','area','place'].every((name)=>!asked[name]||row.dataset[name].split(' ').includes(asked[name]))&&words.every((word)=>texts[at].includes(word));row.hidden=!fits;if(fits)shown+=1});
told.textContent=shown===rows.length?'':shown+' of '+rows.length+' cases'};
const remember=()=>{apply();const held=new URLSearchParams([...new FormData(form)].filter(([,value])=>value)).toString();history.replaceState(null,'',held?'#'+held:location.pathname+location.search)};
const read=()=>{const held=new URLSearchParams(location.hash.slice(1));for(const field of form.elements)if(field.name)field.value=held.get(field.name)??'';apply()};
const follow=()=>{if(!location.hash.includes('='))return;read();form.scrollIntoView()};
form.hidden=false;form.addEventListener('input',remember);form.addEventListener('submit',(event)=>event.preventDefault());form.addEventListener('reset',()=>setTimeout(remember));addEventListener('hashchange',follow);follow();`;
