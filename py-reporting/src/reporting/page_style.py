"""The style of the page; the style of its charts is in `palette`."""

from .palette import CHARTS, COLOURS, FONT
from .table_style import TABLES

PAGE = f"""{COLOURS}
*{{box-sizing:border-box}}
html{{-webkit-text-size-adjust:100%;text-size-adjust:100%}}
body{{margin:0;background:var(--ground);color:var(--ink);font:400 15px/1.55 {FONT};font-variant-numeric:tabular-nums}}
main{{max-width:1080px;margin:0 auto;padding:clamp(28px,6vw,64px) clamp(16px,4vw,40px) 40px}}
h1,h2,p,dl,dd,figure{{margin:0}}
h1{{font-size:clamp(1.9rem,1.3rem + 2.6vw,3rem);line-height:1.08;letter-spacing:-.025em;font-weight:720;text-wrap:balance}}
h2{{font-size:1.2rem;line-height:1.3;letter-spacing:-.012em;font-weight:680}}
code{{font:400 .9em ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,monospace}}
.above{{color:var(--soft);font-size:.8rem;font-weight:650;letter-spacing:.08em;text-transform:uppercase;margin-bottom:10px}}
.lede,.note{{color:var(--soft)}}
.lede{{font-size:1.06rem;margin-top:12px}}
.note{{margin-top:4px;max-width:68ch}}
.card{{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:clamp(18px,3vw,30px);margin-top:20px}}
.figures{{display:grid;grid-template-columns:repeat(4,1fr);gap:22px;margin-bottom:26px}}
.figures>div+div{{border-left:1px solid var(--line);padding-left:22px}}
dt{{color:var(--soft);font-size:.86rem}}
dd{{font-size:clamp(1.45rem,1rem + 1.8vw,2.15rem);line-height:1.2;letter-spacing:-.02em;font-weight:680;overflow-wrap:anywhere}}
.chart{{display:block;overflow:visible}}
.beside{{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 20px}}
.fold{{margin-top:14px}}
summary{{color:var(--soft);cursor:pointer}}
figure{{container-type:inline-size}}
{TABLES}
.soft{{color:var(--soft)}}
.unseen{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
footer{{color:var(--soft);font-size:.86rem;margin-top:24px}}
@container (max-width:430px){{.chart .wide{{display:none}}figure .chart text{{font-size:clamp(10px,4cqi,12px)}}}}
@media screen and (max-width:760px){{.beside{{grid-template-columns:minmax(0,1fr)}}}}
@supports selector(::details-content){{
@media print,(min-width:561px){{.fold>summary{{display:none}}.fold::details-content{{content-visibility:visible;height:auto}}}}
}}
@media screen and (max-width:560px){{
body{{font-size:14px;line-height:1.4}}
main{{padding-top:20px}}
.card{{padding:14px 16px;margin-top:12px}}
.wide{{display:none}}
.figures{{grid-template-columns:1fr 1fr;gap:10px 0;margin-bottom:14px}}
.figures>div{{padding-left:18px;border-left:1px solid var(--line)}}
.figures>div:nth-child(odd){{padding-left:0;border-left:0}}
}}
@media print{{
@page{{margin:14mm}}
:root{{color-scheme:only light}}
html{{font-size:13px}}
body{{background:none;font-size:13px;line-height:1.4}}
main{{max-width:none;padding:0}}
.card{{border:0;border-top:1px solid var(--line);border-radius:0;padding:12pt 0;margin-top:12pt}}
figure,tr{{break-inside:avoid}}
h2,.note{{break-after:avoid}}
}}
{CHARTS}
figure .chart .small{{font-size:clamp(9px,3.1cqi,12px)}}"""
