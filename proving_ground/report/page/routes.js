/* Routes: #/ overview, #/s/FEATURE/SCENARIO, #/f/FEATURE, #/find?q=QUERY&v=VERDICTS, and the views
   #/bugs, #/engines, #/plan and #/plan/SEAM. */
const [view, landing, input] = [$("view"), $("landing"), $("q")];
const title = document.title;
const places = new Map();
let here = "";

const draw = () => view.querySelectorAll("[data-late]").forEach((each) => each.draw());

function searched() {
  const asked = new URLSearchParams(here.split("?")[1]);
  return [asked.get("q") || "", (asked.get("v") || "").split(",").filter(Boolean)];
}

function go(query, chosen) {
  const asked = { q: query, ...(chosen.length ? { v: chosen } : {}) };
  const address = `#/find?${new URLSearchParams(asked)}`;
  history[here.startsWith("#/find") ? "replaceState" : "pushState"](null, "", address);
  show(true);
}

function contentOf(address) {
  const [, kind, rest = ""] = address.match(/^#\/(\w*)[/?]?(.*)$/) || [];
  if (!kind) return null;
  const scenario = kind === "s" && bySlug.get(rest);
  if (scenario) return scenarioPage(scenario);
  const feature = kind === "f" && features.find((each) => each.slug === rest);
  if (feature) return featurePage(feature);
  if (kind === "find") return findPage(...searched());
  if (kind === "bugs") return bugsPage();
  if (kind === "engines") return enginesPage();
  if (kind === "plan") return planPage(rest);
  return [crumbs(), heading("There is no such page"),
    h("p.lead", {}, "The scenario or feature was renamed, or is not part of this run.")];
}

function show(typing) {
  if (!typing) places.set(here, scrollY);
  here = location.hash || "#/";
  const content = contentOf(here);
  [landing.hidden, view.hidden] = [Boolean(content), !content];
  view.replaceChildren(...(content || []).flat(9).filter(Boolean));
  draw();
  document.title = content ? `${view.querySelector("h1").textContent} · Proving Ground` : title;
  if (typing) return;
  const finding = here.startsWith("#/find");
  input.value = finding ? searched()[0] : "";
  scrollTo(0, !content || finding ? places.get(here) || 0 : 0);
  if (content) view.querySelector("h1").focus({ preventScroll: true });
}

function moveBy(step) {
  const rows = [...(view.hidden ? landing : view).querySelectorAll("a.row")];
  const at = Math.max(0, rows.indexOf(document.activeElement) + step);
  rows[at]?.focus();
  if (at >= rows.length - 2) grow();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    input.blur();
    location.hash = "#/";
  }
  if (/INPUT|TEXTAREA/.test(event.target.tagName)) return;
  const page = view.hidden ? landing : view;
  if (event.key === "/") {
    input.focus();
    event.preventDefault();
  } else if (event.key === "j") moveBy(1);
  else if (event.key === "k") moveBy(-1);
  else if (event.key === "c") page.querySelector(".command button")?.click();
  else if (event.key === "[") page.querySelector(".next a[rel=prev]")?.click();
  else if (event.key === "]") page.querySelector(".next a[rel=next]")?.click();
}

addEventListener("hashchange", () => show(false));
addEventListener("resize", draw);
addEventListener("beforeprint", () => { while (grow()); });
addEventListener("keydown", pressed);
input.addEventListener("input", () => go(input.value, searched()[1]));
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  go(input.value, searched()[1]);
  view.querySelector("h1").focus();
});
show(false);
