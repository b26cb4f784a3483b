// Draws the figures of figures.data.js with plotly, in the colours of the page.
"use strict";
{
  const locale = document.documentElement.lang;
  Plotly.register({ moduleType: "locale", name: locale, dictionary: window.BUTTONS, format: {} });
  // Without the button that would send the data of a figure to another site.
  const config = {
    displaylogo: false, responsive: true, locale, showSendToCloud: false, plotlyServerURL: "",
    modeBarButtonsToRemove: ["lasso2d", "select2d"],
  };
  // Below this names beside rows leave too little room for what stands in them.
  const narrow = matchMedia("(max-width: 66rem)");
  const colours = { "#222222": "--ink", "#E5E5E5": "--line" };
  const spec = (key) => {
    const style = getComputedStyle(document.documentElement);
    let text = JSON.stringify((narrow.matches ? window.UPRIGHT : window.FIGURES)[key]);
    const dark = document.documentElement.dataset.theme
      ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    if (dark === "dark") {
      for (const [fixed, name] of Object.entries(colours)) {
        text = text.replaceAll(fixed, style.getPropertyValue(`${name}-dark`).trim());
      }
    }
    const figure = JSON.parse(text);
    Object.assign(figure.layout, { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" });
    return figure;
  };
  const draw = () => Promise.all(Object.keys(window.FIGURES).map((key) => {
    const { data, layout } = spec(key);
    return Plotly.newPlot(`figure-${key}`, data, layout, { ...config, displayModeBar: narrow.matches ? false : "hover" });
  }));
  const settled = () => draw().then(() => { document.documentElement.dataset.drawn = "yes"; });
  settled();
  addEventListener("themechange", settled);
  narrow.addEventListener("change", settled);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", settled);
}
