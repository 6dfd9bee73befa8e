"""The style of the page's tables, with the rules that sort them."""

# The most columns of a sortable table; the style has a rule for each.
COLUMNS = 4

# Only on screens, and in browsers that support it. Otherwise tables keep their order.
_ORDERS = "\n".join(
    f".sorts:has(thead th:nth-child({number + 1}) input:checked) tbody tr{{order:var(--c{number},0)}}"
    for number in range(COLUMNS)
)

TABLES = f"""table{{--most:6.2rem;width:100%;border-collapse:collapse;font-size:.93rem}}
h2+table,.note+table{{margin-top:18px}}
th,td{{padding:8px 0 8px 18px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}}
th:first-child{{padding-left:0;text-align:left}}
tbody th{{font-weight:500;overflow-wrap:anywhere}}
.text{{text-align:left;overflow-wrap:anywhere}}
td.text{{min-width:4.5rem}}
tbody tr:last-child>*{{border-bottom:0}}
thead th{{color:var(--soft);font-size:.82rem;line-height:1.3;font-weight:600;vertical-align:bottom;padding-top:0}}
td:last-child:has(ul){{width:99%}}
tr:has(ul)>th{{overflow-wrap:normal}}
td ul{{margin:0;padding:0;list-style:none}}
td li+li{{margin-top:2px}}
.under{{display:block;color:var(--soft);font-size:.94em;font-weight:400}}
.part{{display:block;height:6px;width:var(--part);min-width:2px;margin:5px 0 2px;border-radius:3px;print-color-adjust:exact}}
.part.good{{background:var(--good)}}
.part.bad{{background:var(--bad)}}
.part.bar{{background:var(--bar)}}
thead input{{display:none}}
@media screen{{
@supports selector(:has(a)) and (grid-template-columns:subgrid){{
.sorts{{display:grid;grid-template-columns:minmax(0,1fr) repeat(var(--rest),fit-content(var(--most)))}}
.sorts thead,.sorts tbody,.sorts tr{{display:grid;grid-template-columns:subgrid;grid-column:1/-1}}
.sorts tbody{{reading-flow:grid-order}}
.sorts thead th{{align-self:end;height:100%}}
.sorts label{{display:inline-block;position:relative;cursor:pointer;border-radius:4px}}
.sorts label:hover{{color:var(--ink);text-decoration:underline;text-underline-offset:3px}}
.sorts label:has(:checked){{color:var(--ink)}}
.sorts label:has(:focus-visible){{outline:2px solid var(--bar);outline-offset:3px}}
.sorts input{{display:block;position:absolute;inset:0;margin:0;opacity:0;cursor:pointer}}
.sorts label::after{{content:"";display:inline-block;width:0;height:0;margin-left:5px;vertical-align:middle;border:4px solid transparent;opacity:.35}}
.sorts .down::after{{border-top-color:currentColor;border-bottom:0}}
.sorts .up::after{{border-bottom-color:currentColor;border-top:0}}
.sorts label:has(:checked)::after{{opacity:1}}
{_ORDERS}
}}
}}
@media screen and (max-width:560px){{table{{--most:4.4rem}}th,td{{padding:6px 0 6px 10px}}.part{{height:4px;margin:3px 0 1px}}}}
@media print{{
thead{{display:table-header-group}}
th,td{{padding:4px 0 4px 14px}}
}}"""
