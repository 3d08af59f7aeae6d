"use strict";
// Search and pages of the member list; without this script the list is simply whole.
(() => {
  const SIZE = 10;
  const rows = [...document.querySelectorAll("#members tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const search = document.getElementById("search");
  const pager = document.getElementById("pager");
  let page = 0;

  const button = (label, step) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => { page += step; show(); });
    return made;
  };
  const back = button("‹ 上一页", -1);
  const said = document.createElement("span");
  const next = button("下一页 ›", 1);
  pager.append(back, said, next);

  const show = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((_, at) => wanted.every((word) => texts[at].includes(word)));
    const last = Math.max(0, Math.ceil(found.length / SIZE) - 1);
    page = Math.min(Math.max(page, 0), last);
    const visible = new Set(found.slice(page * SIZE, (page + 1) * SIZE));
    rows.forEach((row) => { row.hidden = !visible.has(row); });
    said.textContent = `${found.length} 位 · ${page + 1} / ${last + 1}`;
    back.disabled = page === 0;
    next.disabled = page === last;
  };
  search.addEventListener("input", () => { page = 0; show(); });
  show();

  const fit = () => document.querySelectorAll(".js-plotly-plot").forEach((one) => Plotly.Plots.resize(one));
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
})();
