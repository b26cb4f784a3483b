// The reader's choice of light or dark, kept from page to page; without one the system decides.
"use strict";
{
  const root = document.documentElement;
  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private mode */ } };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  if (stored()) root.dataset.theme = stored();

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const now = root.dataset.theme ?? (dark.matches ? "dark" : "light");
        root.dataset.theme = now === "dark" ? "light" : "dark";
        keep(root.dataset.theme);
        dispatchEvent(new Event("themechange"));
      });
    }
    // A change of language keeps the place on the page and what was picked.
    for (const link of document.querySelectorAll(".languages a")) {
      link.addEventListener("click", () => { link.search = location.search; link.hash = location.hash; });
    }
  });
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}
