"use strict";
(() => {
  const form = document.querySelector("form");
  const body = document.querySelector("#findings tbody");
  if (!form || !body) return;
  const step = 500, rank = { error: 3, warning: 2, note: 1 };
  const status = document.getElementById("status"), more = document.getElementById("more");
  const rows = Array.from(body.rows, (row, at) => {
    const place = row.querySelector(".place").textContent, data = row.dataset;
    return { row, at, path: place.toLowerCase(), place, line: Number(data.line),
      severity: data.severity, category: data.category, rule: data.rule };
  });
  const orders = {
    severity: (a, b) => rank[b.severity] - rank[a.severity],
    rule: (a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
    category: (a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : 0),
    place: (a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.line - b.line),
  };
  const count = (number) => number.toLocaleString("en-US");
  let limit = step, matching = rows;

  function show(all) {
    const most = all ? matching.length : limit;
    const shown = matching.slice(0, most), rest = matching.length - shown.length;
    // Rows that are only hidden are laid out all the same: 20,000 of them took seconds for each click.
    body.replaceChildren(...shown.map((each) => each.row));
    const filtered = matching.length < rows.length ? ` (of ${count(rows.length)} before filtering)` : "";
    status.textContent = rest
      ? `Showing the first ${count(shown.length)} of ${count(matching.length)} findings${filtered}.`
      : `Showing ${count(matching.length)} ${matching.length === 1 ? "finding" : "findings"}${filtered}.`;
    more.hidden = !rest;
  }
  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    const text = wanted.path.trim().toLowerCase();
    matching = rows.filter((each) =>
      (!wanted.severity || each.severity === wanted.severity) &&
      (!wanted.category || each.category === wanted.category) &&
      (!wanted.rule || each.rule === wanted.rule) &&
      (!text || (text.startsWith("./") ? each.path.startsWith(text.slice(2)) : each.path.includes(text))));
    limit = step;
    show(false);
  }
  function sort(head) {
    const turned = head.getAttribute("aria-sort") === "ascending";
    for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", turned ? "descending" : "ascending");
    const order = orders[head.dataset.sort], sign = turned ? -1 : 1;
    rows.sort((a, b) => sign * order(a, b) || a.at - b.at);
    filter();
  }
  for (const head of document.querySelectorAll("#findings th[data-sort]")) {
    // On paper the word stands alone: browsers repeat a table's head on each page, but not the buttons in it.
    const button = document.createElement("button"), word = document.createElement("span");
    word.className = "paper";
    button.type = "button";
    button.textContent = word.textContent = head.textContent;
    button.addEventListener("click", () => sort(head));
    head.replaceChildren(button, word);
  }
  for (const label of document.querySelectorAll("[data-filter]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...label.childNodes);
    button.addEventListener("click", () => {
      form.reset();
      form.elements[label.dataset.filter].value = label.dataset.value;
      filter();
      document.getElementById("findings").scrollIntoView();
      status.focus({ preventScroll: true });
    });
    label.append(button);
  }
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  more.children[0].addEventListener("click", () => { limit += step; show(false); });
  more.children[1].addEventListener("click", () => { limit = matching.length; show(false); });
  addEventListener("beforeprint", () => show(true));
  addEventListener("afterprint", () => show(false));
  form.hidden = status.hidden = false;
  filter();
  body.classList.add("ready");
})();
