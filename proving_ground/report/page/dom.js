/* What all views are built with, and the report itself with its defaults filled in. */
const report = JSON.parse(document.getElementById("data").textContent);
const VERDICTS = ["PASS", "FAIL", "ERROR", "STALE", "KNOWN", "SKIPPED"];
const NOTHING = { family: "", sessions: [], sweep: null, laws_held: [], laws_broken: [] };
const features = (report.features || []).map((each) => ({ description: "", tags: [], ...each }));
const featureOf = new Map(features.map((each) => [each.name, each]));
const scenarios = (report.scenarios || []).map((each) => ({
  rule: "", tags: [], reason: "", failed_at: "", steps: [], compared: [], bugs: [], known: null,
  ...each, happened: { ...NOTHING, ...each.happened },
}));
for (const { happened } of scenarios) {
  happened.sessions = happened.sessions.map((session) => ({ runs: [], ...session }));
}
const defects = report.defects || {};
const laws = report.laws || {};
const views = report.views || {};
const bySlug = new Map(scenarios.map((each) => [each.slug, each]));
const byId = new Map(scenarios.map((each) => [each.id, each]));
const allTags = new Set(scenarios.flatMap((each) => each.tags));

/* How a call was made, for people: what programs tell each other by an argument is only measured. */
function calledWith({ program, arguments: told = [] }) {
  const short = (word) => (/[{[]\s*["{[]/.test(word) || word.length > 300
    ? `(${plural(word.length, "character")})` : word);
  return [program, ...told.map(short)].join(" ");
}

const $ = (id) => document.getElementById(id);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const say = (text) => { $("live").textContent = text; };

/* h("a.row", {href}, children…): an element; one of SVG where the name begins with "svg:". */
function h(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  if (classes.length) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat(9).filter((each) => each !== null && each !== ""));
  return element;
}

function mark(verdict) {
  const picture = { viewBox: "0 0 20 20", role: "img", "aria-label": verdict };
  return h(`svg:svg.v.v-${verdict}`, picture, h("svg:use", { href: `#v-${verdict}` }));
}

const link = (scenario) => h("a.row", { href: `#/s/${scenario.slug}` }, scenario.name);
const crumbs = (...more) => h("p.crumbs", {}, h("a", { href: "#/" }, "Overview"), more);
const heading = (...parts) => h("h1", { tabindex: -1 }, parts);
const more = (name, ...content) => h("details", {}, h("summary", {}, name), content);
const region = (name, ...content) =>
  h("div.words", { tabindex: 0, role: "region", "aria-label": name }, content);

/* A part of a page: a side head that says how to read it, and its content. */
function part(name, about, ...content) {
  const side = h("div.side", {}, h("h2", {}, name), h("p", {}, about));
  return h("section.part", { "aria-label": name }, side, h("div", {}, content));
}

/* A table whose first row holds the headings; rows that are `odd` stand out. */
function grid([head, ...rows], odd = () => false) {
  const columns = h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)));
  const lines = rows.map((row) =>
    h(`tr${odd(row) ? ".odd" : ""}`, {}, row.map((cell) => h("td", {}, cell))));
  return h("table.grid", {}, h("thead", {}, columns), h("tbody", {}, lines));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.body.appendChild(h("textarea", {}, text));
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/* A path or command that may be broken behind its slashes. */
const breakable = (text) => text.split(/(?<=\/)/).map((each) => [each, h("wbr", {})]);

function copyable(text, label) {
  const button = h("button", {
    type: "button",
    "aria-label": `Copy ${label}`,
    onclick: async () => {
      await copy(text);
      button.textContent = "Copied";
      say(`Copied ${label}`);
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    },
  }, "Copy");
  return h("span.command", {}, h("code", {}, breakable(text)), button);
}
