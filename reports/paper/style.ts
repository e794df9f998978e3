/** The look of the report on paper: A4, black on white, tables that break between rows and repeat their heads. */
export const PAPER_STYLE = `
@page{size:A4;margin:18mm 16mm 20mm}
*{box-sizing:border-box}
body{margin:0;color:#111;font:9.5pt/1.4 "Liberation Sans","DejaVu Sans",Arial,sans-serif}
h1{font-size:22pt;margin:4mm 0 6mm;overflow-wrap:anywhere}h2{font-size:15pt;margin:0 0 4mm;border-bottom:1.5pt solid #111;padding-bottom:1mm}
h3{font-size:11pt;margin:6mm 0 2mm;overflow-wrap:anywhere}h4{font-size:9.5pt;margin:3mm 0 1mm}
h2,h3,h4{break-after:avoid}
section+section{break-before:page}
article{border-top:.5pt solid #999;margin-top:5mm}article:first-of-type{border:0;margin:0}
.maker{color:#444;margin:20mm 0 0}
.conclusion{font-size:14pt;border-left:3pt solid #111;padding:2mm 0 2mm 4mm;margin:0 0 8mm}
code{font:8pt/1.35 "Liberation Mono","DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
pre{font:8pt/1.35 "Liberation Mono","DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere;border:.5pt solid #bbb;padding:2mm;margin:1mm 0}
table{border-collapse:collapse;width:100%;margin:2mm 0}thead{display:table-header-group}tr{break-inside:avoid}
th{text-align:left;border-bottom:1pt solid #111;padding:1mm 2mm 1mm 0;vertical-align:top}
td{border-bottom:.4pt solid #bbb;padding:1mm 2mm 1mm 0;vertical-align:top;overflow-wrap:anywhere}
td.one{white-space:nowrap}td.id{width:43mm}td.id code{white-space:nowrap}
table.facts th,table.legend th{width:32mm;border-bottom:.4pt solid #bbb;font-weight:600;white-space:nowrap}
.note{border:.5pt solid #111;padding:2mm}.soft{color:#444}.ids{line-height:1.55}
b.fail,b.violated,b.error{color:#9c1c12}b.warn,b.inconclusive,b.review{color:#6b4700}b.proven{color:#12592a}
`;
