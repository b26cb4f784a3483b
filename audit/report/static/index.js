// Filter and sort of the index; the name of a criterion under the pointer.
"use strict";
{
  const CELL = 10;
  const byId = (id) => document.getElementById(id);
  const table = byId("ranking");
  const rows = [...table.querySelectorAll("tbody tr[data-s]")];
  const why = table.querySelector(".why");
  const [find, language, criterion, status, shown, tip] =
    ["find", "language", "criterion", "status", "shown", "tip"].map(byId);
  const texts = new Map(rows.map((row) => [row, row.cells[1].textContent.toLowerCase()]));

  // Filter
  const fits = (row, words) => {
    const letters = row.dataset.s;
    const at = criterion.value;
    return texts.get(row).includes(words)
      && (!language.value || row.dataset.l.split(" ").includes(language.value))
      && (!status.value || (at === "" ? letters.includes(status.value) : letters[at] === status.value));
  };
  const filter = () => {
    const words = find.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row, words);
      count += row.hidden ? 0 : 1;
    }
    if (why) why.hidden = rows.every((row) => row.hidden || row.parentElement !== why.parentElement);
    shown.textContent = shown.dataset.text.replace("{n}", count).replace("{total}", rows.length);
  };
  for (const control of [find, language, criterion, status]) control.addEventListener("input", filter);
  byId("filter").addEventListener("submit", (event) => event.preventDefault());
  byId("filter").hidden = false;
  filter();

  // Sort
  const order = new Map(rows.map((row, at) => [row, at]));
  const value = (row, column, key) => {
    if (key === "at") return order.get(row);
    if (key === "name") return texts.get(row);
    const cell = row.cells[column];
    return -Number(cell.dataset.v ?? cell.textContent);
  };
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
  const heads = [...table.tHead.rows[0].cells].filter((head) => head.dataset.sort);
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.getAttribute("aria-sort");
      const turn = first === "ascending" ? -1 : 1;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
      const column = head.cellIndex;
      const keyed = rows.map((row) => [value(row, column, head.dataset.sort), order.get(row), row]);
      keyed.sort((a, b) => turn * compare(a[0], b[0]) || a[1] - b[1]);
      // Each in its own group: sorting mixes nobody without a place among those that have one.
      for (const [, , row] of keyed) row.parentElement.append(row);
    });
  }
  heads[0].setAttribute("aria-sort", "ascending");

  // The criterion under the pointer
  const options = [...criterion.options].slice(1);
  const names = new Map([...status.options].slice(1).map((option) => [option.value, option.text]));
  const under = (event) => {
    const strip = event.target.closest?.("#ranking tbody .cells")?.querySelector("svg");
    if (!strip) return null;
    const box = strip.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * strip.viewBox.baseVal.width;
    const at = options.findIndex((option) => Math.abs(x - option.dataset.middle) <= CELL / 2);
    return at < 0 ? null : { row: strip.closest("tr"), option: options[at], at };
  };
  table.addEventListener("pointermove", (event) => {
    const hit = under(event);
    tip.hidden = !hit;
    if (!hit) return;
    const name = names.get(hit.row.dataset.s[hit.at]);
    tip.textContent = name ? `${hit.option.text}: ${name}` : hit.option.text;
    const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${event.clientY + 18 + scrollY}px`;
  });
  table.addEventListener("pointerleave", () => { tip.hidden = true; });
  table.addEventListener("click", (event) => {
    const hit = under(event);
    if (hit) location.href = `${hit.row.querySelector("a").getAttribute("href")}#${hit.option.dataset.id}`;
  });
}
