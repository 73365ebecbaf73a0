/* The kill matrix: each bug on record, and the scenarios that it turns red. */
function recordedBugs() {
  const guards = new Map(Object.keys(defects).map((name) => [name, []]));
  for (const scenario of scenarios) for (const bug of scenario.bugs) guards.get(bug)?.push(scenario);
  return [...guards].sort((a, b) => a[1].length - b[1].length).map(([bug, mine]) =>
    h("li", {}, h("div", {}, defects[bug], h("small", {}, bug),
      more(`caught by ${plural(mine.length, "scenario")} of this run`,
        h("ul", {}, mine.map((each) => h("li", {}, mark(each.verdict), " ", link(each))))))));
}

/* One line of the matrix: a block for each feature of this run, filled where it caught the bug. */
function caughtBy(red) {
  const hit = new Map();
  for (const id of red) {
    const name = byId.get(id)?.feature;
    if (name) hit.set(name, (hit.get(name) || 0) + 1);
  }
  const width = features.length * 6;
  const at = (found) => features.flatMap((each, n) => (hit.has(each.name) === found ? [n * 6] : []));
  const draw = (places, shape) => places.map((x) => `M${x} ${shape}`).join("");
  const told = [...hit].map(([name, count]) => `${name}: ${count}`).join("; ");
  return h("svg:svg.dots", {
    viewBox: `0 0 ${width} 10`, width, height: 10, preserveAspectRatio: "none", role: "img",
    "aria-label": told || "no feature",
  }, h("svg:title", {}, told || "no feature of this run"),
  h("svg:path.unsure", { d: draw(at(false), "3h5v4h-5z") }),
  h("svg:path.lost", { d: draw(at(true), "0h5v10h-5z") }));
}

function killLine([name, bug]) {
  const red = Object.keys(bug.red);
  const shown = bug.survived ? h("p.hint", {}, `Survived: ${bug.survived}.`) : caughtBy(red);
  const where = [bug.bug_class ? `class ${bug.bug_class}` : "", name].filter(Boolean).join(", ");
  return h("li", {}, mark(bug.survived ? "FAIL" : "PASS"), h("div", {}, bug.symptom, h("small", {}, where), shown,
    red.length ? more(`turned ${plural(red.length, "scenario")} red`,
      bug.laws?.length ? h("p", {}, `Laws broken: ${bug.laws.join(", ")}.`) : "",
      h("ul", {}, red.map((id) => h("li", {}, named(id, bug.red[id]))))) : ""));
}

function killMatrix({ defects: bugs, unjustified = [] }) {
  const size = ([, bug]) => (bug.survived ? -1 : Object.keys(bug.red).length);
  const lines = Object.entries(bugs).sort((a, b) => size(a) - size(b));
  const caught = lines.filter(([, bug]) => !bug.survived).length;
  return [
    crumbs(),
    heading(`${caught} of ${plural(lines.length, "known bug")} caught`),
    h("p.lead.muted", {}, "Each was put back into the reference engine. A block in its line is a feature "
      + "of this run, a tall one has a scenario that turned red. What the fewest caught comes first."),
    unjustified.length ? part("Never red", "Scenarios that no bug turned red.",
      h("ul.list", {}, unjustified.map((id) => h("li", {}, h("div", {}, named(id, "SKIPPED")))))) : "",
    h("ul.list.kills.two", {}, lines.map(killLine)),
  ];
}

function bugsPage() {
  if (views.kills) return killMatrix(views.kills);
  const rows = recordedBugs();
  return [
    crumbs(),
    heading(`${plural(rows.length, "bug")} on record`),
    h("p.lead.muted", {}, "Each was put back into the reference engine, and turned these scenarios red. "
      + "Those that the fewest scenarios catch come first."),
    more("How to get the whole kill matrix", howToGet("The whole matrix is", "proving-ground prove --json kills.json",
      `proving-ground report ${folder()} --kills kills.json`)),
    h("ul.list.kills.two", {}, rows),
  ];
}
