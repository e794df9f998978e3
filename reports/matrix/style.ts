/** The look of the pages we write ourselves: quiet, printable, no script. */

export const PAGE_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

export const STYLE = `
:root{--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--paper:#fff;--shade:#f6f8fa;--good:#1a7f37;--bad:#b42318;--warn:#9a6700;--none:#6e7781}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1240px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:18px;margin:36px 0 10px}
p{margin:6px 0}.soft{color:var(--soft)}
.lead{font-size:17px}.lead.good{color:var(--good)}.lead.bad{color:var(--bad)}.lead.unsure{color:var(--warn)}
a{color:#0a58ca;text-decoration:none}a:hover{text-decoration:underline}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{font:12.5px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--shade);border-radius:6px;padding:8px 10px;margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}
dd details{margin:6px 0}dd summary{font-weight:400;padding:5px 10px}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;margin:16px 0}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;overflow-wrap:anywhere}
.tiles{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0}
.tile{border:1px solid var(--line);border-radius:8px;padding:10px 16px;min-width:110px}
.tile b{display:block;font-size:24px;line-height:1.2}
.tile.proven b,.tile.pass b{color:var(--good)}.tile.violated b,.tile.fail b,.tile.error b{color:var(--bad)}
.tile.warn b,.tile.inconclusive b{color:var(--warn)}
table{border-collapse:collapse;width:100%;margin:8px 0}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px;border-bottom:1px solid var(--line);padding:6px 8px}
td{border-bottom:1px solid var(--line);padding:7px 8px;vertical-align:top}
td.num,th.num{text-align:right;font-variant-numeric:tabular-nums}
td.num.fail,td.num.error{color:var(--bad);font-weight:600}td.num.warn,td.num.inconclusive{color:var(--warn);font-weight:600}
td.id{white-space:nowrap}
table.narrow{width:auto}table.narrow td.num,table.narrow th.num{padding-left:28px}table.narrow tr:last-child td{border-bottom:0;font-weight:600}
tr:target td{background:#fff8e5}
.mark{display:inline-block;border-radius:10px;padding:0 9px;font-size:12.5px;line-height:20px;font-weight:600;white-space:nowrap;background:var(--shade);color:var(--none)}
.mark.proven,.mark.pass{background:#dafbe1;color:var(--good)}
.mark.violated,.mark.fail,.mark.error{background:#ffe9e7;color:var(--bad)}
.mark.warn,.mark.inconclusive,.mark.review{background:#fff3cd;color:var(--warn)}
details{border:1px solid var(--line);border-radius:8px;margin:10px 0;background:var(--paper)}
summary{cursor:pointer;padding:10px 14px;font-weight:600;display:flex;gap:12px;align-items:baseline;flex-wrap:wrap}
summary .soft{font-weight:400}
details>div{padding:0 14px 12px;overflow-x:auto}
.bar{display:flex;height:8px;width:160px;border-radius:4px;overflow:hidden;background:var(--line);margin-left:auto;align-self:center}
.bar i{display:block}.bar .partly-proven{background:#8fd19e}
.place{display:block;white-space:nowrap;font-size:12.5px}.place i{font-style:normal;color:var(--none)}.place.proven i{color:var(--good)}.place.violated i{color:var(--bad);font-weight:600}.place.in-doubt i{color:var(--warn)}
.mark.partly-proven{background:#eaf7ec;color:var(--good)}.tile.partly-proven b{color:var(--good)}
.bar .proven{background:var(--good)}.bar .violated{background:var(--bad)}
.notice{border-left:4px solid var(--warn);background:#fff8e5;padding:10px 14px;margin:16px 0}
.notice.bad{border-color:var(--bad);background:#fff1f0}
@media print{main{max-width:none;padding:0}details{border:0}details>div{display:block}a{color:inherit}}
@media (max-width:700px){main{padding:20px 14px}th:nth-child(2),td:nth-child(2){min-width:0}}
`;

/** A whole page; `body` is markup that is already safe. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_CSP}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`;
}
