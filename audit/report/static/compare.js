// Two policies side by side, from data.js; the rows and every word of the page's language stand in the page.
"use strict";
{
  const { criteria, codes, policies } = window.AUDITS;
  const [ID, OPERATOR, STEM, VALUE, LOW, HIGH, PLACE, ASSESSED, LETTERS, SAID] = policies[0]?.keys() ?? [];
  const byId = (id) => document.getElementById(id);
  const picks = [byId("a"), byId("b")];
  const differences = byId("differences");
  const templates = new Map(
    [...document.querySelectorAll("template")].map((one) => [one.dataset.letter, one]));
  const column = new Map(criteria.map((id, at) => [id, at]));
  const number = new Map(codes.map((id, at) => [id, at]));
  const spoken = policies.map((policy) => new Set(policy[SAID]));

  const mark = document.documentElement.lang === "en" ? "." : ",";
  const decimals = (text) => text.replaceAll(".", mark);
  const word = (letter) => templates.get(letter).content.firstElementChild.cloneNode(true);
  const link = (href, ...content) => {
    const found = document.createElement("a");
    found.href = href;
    found.append(...content);
    return found;
  };
  const page = (at, anchor) => `${encodeURIComponent(policies[at][STEM])}.html${anchor ? `#${anchor}` : ""}`;

  // What a row shows of one policy: its content, and what tells whether two policies differ.
  const cells = {
    score: (row, at) => {
      const [value, low, high] = [VALUE, LOW, HIGH].map((key) => policies[at][key]);
      return [value === null ? "–" : decimals(`${value} (${low}–${high})`), value];
    },
    assessed: (row, at) => [policies[at][ASSESSED], policies[at][ASSESSED]],
    rank: (row, at) => [policies[at][PLACE] ?? word("unranked"), policies[at][PLACE]],
    count: (row, at) => {
      const count = policies[at][LETTERS].split(row.dataset.letter).length - 1;
      return [String(count), count];
    },
    criterion: (row, at) => {
      const letter = policies[at][LETTERS][column.get(row.dataset.id)];
      return [letter === "-" ? word(letter) : link(page(at, row.dataset.id), word(letter)), letter];
    },
    code: (row, at) => {
      const says = spoken[at].has(number.get(row.dataset.id));
      return [says ? link(page(at, row.dataset.id), word("says")) : word("silent"), says];
    },
  };

  const show = () => {
    const chosen = picks.map((pick) => Number(pick.value));
    for (const head of document.querySelectorAll("[data-head]")) {
      const at = chosen[head.dataset.head];
      head.replaceChildren(link(page(at), policies[at][ID]));
      const name = document.createElement("small");
      name.dir = "auto";
      name.textContent = policies[at][OPERATOR];
      head.append(name);
    }
    for (const row of document.querySelectorAll("[data-row]")) {
      const shown = chosen.map((at) => cells[row.dataset.row](row, at));
      shown.forEach(([content], side) => row.cells[side + 1].replaceChildren(content));
      const differs = shown[0][1] !== shown[1][1];
      row.classList.toggle("differs", differs);
      const empty = row.dataset.row === "code" && !shown[0][1] && !shown[1][1];
      row.hidden = empty || (differences.checked && !differs);
    }
    for (const group of document.querySelectorAll("tr.group")) {
      group.hidden = ![...group.parentElement.rows].some((row) => row !== group && !row.hidden);
    }
    const stems = chosen.map((at) => encodeURIComponent(policies[at][STEM]));
    history.replaceState(null, "", `?a=${stems[0]}&b=${stems[1]}`);
  };

  byId("needs-script").hidden = true;
  if (policies.length) {
    const asked = new URLSearchParams(location.search);
    const inOrder = policies.map((policy, at) => [policy[ID], at]).sort((a, b) => a[0].localeCompare(b[0]));
    for (const pick of picks) pick.append(...inOrder.map(([id, at]) => new Option(id, at)));
    const wanted = picks.map((pick) => policies.findIndex((one) => one[STEM] === asked.get(pick.id)));
    const first = Math.max(wanted[0], 0);
    picks[0].value = first;
    picks[1].value = wanted[1] >= 0 ? wanted[1] : first === 0 && policies.length > 1 ? 1 : 0;
    for (const control of [...picks, differences]) control.addEventListener("input", show);
    byId("pick").hidden = false;
    byId("result").hidden = false;
    show();
  }
}
