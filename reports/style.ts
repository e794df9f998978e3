/** The look of the pages we write ourselves: quiet, printable, in light and dark, from a telephone to paper. */
import { createHash } from 'node:crypto';

/** Colours by name, for the light page and the dark one. What is written on what is in `INK_ON`. */
export const COLOURS: { readonly [theme in 'light' | 'dark']: Readonly<Record<string, string>> } = {
  light: {
    ...{ ink: '#1b1f24', soft: '#57606a', line: '#d0d7de', paper: '#ffffff', shade: '#f6f8fa', link: '#0a58ca' },
    ...{ good: '#176f31', 'good-shade': '#dafbe1', bad: '#b42318', 'bad-shade': '#ffe9e7' },
    ...{ warn: '#7d5200', 'warn-shade': '#fff3cd', none: '#57606a' },
  },
  dark: {
    ...{ ink: '#e6edf3', soft: '#a3adb8', line: '#3d444d', paper: '#0d1117', shade: '#1b222b', link: '#79b8ff' },
    ...{ good: '#56d364', 'good-shade': '#12301c', bad: '#ff938a', 'bad-shade': '#3d1513' },
    ...{ warn: '#e8b84a', 'warn-shade': '#332600', none: '#a3adb8' },
  },
};

/** Each colour of text with what it stands on; a reader with weak eyes needs 4.5 to 1. */
export const INK_ON: readonly [ink: string, ground: string][] = [
  ...['ink', 'soft', 'link', 'good', 'bad', 'warn', 'none'].flatMap((ink): [string, string][] => [
    [ink, 'paper'],
    [ink, 'shade'],
  ]),
  ...['good', 'bad', 'warn'].map((ink): [string, string] => [ink, `${ink}-shade`]),
  ...['good', 'bad', 'warn'].map((ground): [string, string] => ['ink', `${ground}-shade`]),
];

const variables = (theme: 'light' | 'dark'): string =>
  Object.entries(COLOURS[theme])
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

export const STYLE = `
:root{color-scheme:light dark;${variables('light')}}
@media screen and (prefers-color-scheme:dark){:root{${variables('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1240px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;margin:0 0 4px;letter-spacing:-.01em;overflow-wrap:anywhere}h1 code{font-size:22px}
h2{font-size:18px;margin:36px 0 10px}h3{font-size:16px;margin:24px 0 6px}h4{font-size:15px;margin:18px 0 4px}h5{font-size:13px;margin:10px 0 2px;color:var(--soft)}
p{margin:6px 0}.soft{color:var(--soft);font-weight:400}
nav{font-size:13.5px;margin-bottom:14px}
.lead{font-size:17px}.lead.good{color:var(--good)}.lead.bad{color:var(--bad)}.lead.unsure{color:var(--warn)}
.says{border-left:4px solid var(--line);padding:8px 14px;background:var(--shade);font-size:16px}
.says.fail,.says.error{border-color:var(--bad);background:var(--bad-shade)}.says.warn,.says.inconclusive,.says.review{border-color:var(--warn);background:var(--warn-shade)}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--shade);border-radius:6px;padding:8px 10px;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
figure{margin:10px 0}figure img{max-width:100%;border:1px solid var(--line)}
dd details{margin:6px 0}dd summary{font-weight:400;padding:5px 10px}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:16px 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0}
.tile{border:1px solid var(--line);border-radius:8px;padding:10px 16px;min-width:110px;color:inherit}
.tile b{display:block;font-size:24px;line-height:1.2}
.tile.proven b,.tile.pass b{color:var(--good)}.tile.violated b,.tile.fail b,.tile.error b{color:var(--bad)}
.tile.warn b,.tile.inconclusive b{color:var(--warn)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:8px 0}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--line);padding:6px 8px;vertical-align:top}
td{border-bottom:1px solid var(--line);padding:7px 8px;vertical-align:top;overflow-wrap:anywhere}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
td.num.fail,td.num.error{color:var(--bad);font-weight:600}td.num.warn,td.num.inconclusive{color:var(--warn);font-weight:600}
td.id{white-space:nowrap}td.decided{background:var(--shade)}
table.narrow{width:auto}table.narrow td.num,table.narrow th.num{padding-left:28px}table.narrow tr:last-child td{border-bottom:0;font-weight:600}
tr:target td{background:var(--warn-shade)}
.mark{display:inline-block;border-radius:10px;padding:0 9px;font-size:12.5px;line-height:20px;font-weight:600;white-space:nowrap;background:var(--shade);color:var(--none);letter-spacing:0}
.mark.proven,.mark.pass,.mark.partly-proven{background:var(--good-shade);color:var(--good)}
.mark.violated,.mark.fail,.mark.error{background:var(--bad-shade);color:var(--bad)}
.mark.warn,.mark.inconclusive,.mark.review{background:var(--warn-shade);color:var(--warn)}
details{border:1px solid var(--line);border-radius:8px;margin:10px 0;background:var(--paper)}
summary{cursor:pointer;padding:10px 14px;font-weight:600;display:flex;gap:4px 12px;align-items:baseline;flex-wrap:wrap}
summary .soft{font-weight:400}details.exchange>summary{padding:6px 12px;font-weight:400}
details>div{padding:0 14px 12px;overflow-x:auto}
.bar{display:flex;height:8px;width:160px;border-radius:4px;overflow:hidden;background:var(--line);margin-left:auto;align-self:center}
.bar i{display:block}.bar .partly-proven{background:var(--good);opacity:.5}.bar .proven{background:var(--good)}.bar .violated{background:var(--bad)}
.place{display:block;white-space:nowrap;font-size:12.5px}.place i{font-style:normal;color:var(--none)}.place.proven i{color:var(--good)}.place.violated i{color:var(--bad);font-weight:600}.place.in-doubt i{color:var(--warn)}
.tile.partly-proven b{color:var(--good)}
.notice{border-left:4px solid var(--warn);background:var(--warn-shade);padding:10px 14px;margin:16px 0}
.notice.bad{border-color:var(--bad);background:var(--bad-shade)}
form.filter{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:end;margin:10px 0}
form.filter[hidden]{display:none}
form.filter label{font-size:13px;color:var(--soft);display:flex;flex-direction:column;gap:2px}
form.filter input,form.filter select,form.filter button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:5px 8px;min-width:0;max-width:100%}
form.filter input{width:260px}
@media (max-width:700px){
main{padding:20px 14px}dl.facts{grid-template-columns:minmax(0,1fr);gap:0}dl.facts dd{margin-bottom:10px}
.tile{min-width:84px;padding:8px 12px}form.filter input{width:100%}form.filter label{flex:1 1 130px}
table.cases thead{position:absolute;clip-path:inset(50%)}table.cases tr,table.cases td{display:block;border:0;padding:2px 0}table.cases tr{border-bottom:1px solid var(--line);padding:8px 0}table.cases tr[hidden]{display:none}table.cases td.num{text-align:left}table.cases td.num::after{content:" ms"}
.bar{display:none}}
@media print{
body{font-size:10.5pt}main{max-width:none;padding:0}a{color:inherit}form.filter,nav{display:none}
details{border:0;break-inside:auto}details>summary{padding:4px 0;list-style:none}details::details-content{content-visibility:visible;display:block;block-size:auto}
h2,h3,h4,summary{break-after:avoid}tr,.tile,pre{break-inside:avoid}}
`;

/** Opens on paper what is folded on the screen: nobody can click on paper. */
const UNFOLD = `addEventListener('beforeprint',()=>{for(const one of document.querySelectorAll('details:not([open])'))one.open=one.dataset.folded=true});
addEventListener('afterprint',()=>{for(const one of document.querySelectorAll('details[data-folded]')){one.open=false;delete one.dataset.folded}});`;

/** No script runs but the one that stands here, which is known by its hash; nothing is loaded and nothing is sent. */
const policy = (script: string): string =>
  `default-src 'none'; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'`;

/** A whole page; `body` is markup that is already safe, `script` is ours and holds no data. */
export function page(title: string, body: string, script = ''): string {
  const whole = `${UNFOLD}${script}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(whole)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main>
${body}
</main>
<script>${whole}</script>
</body>
</html>
`;
}
