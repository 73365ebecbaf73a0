/* Search: words and @tags, joined by and, or, not and parentheses; two side by side must match. */
function textOf(scenario) {
  scenario.text ||= [
    scenario.name, scenario.rule, scenario.feature, scenario.location,
    ...scenario.steps.map((step) => [step.keyword, step.text, step.table || [], step.doc || ""].flat(2).join(" ")),
  ].join("\n").toLowerCase();
  return scenario.text;
}

function atom(word) {
  const wanted = word.replaceAll('"', "").toLowerCase();
  const tag = wanted.slice(1);
  if (wanted[0] !== "@") return (scenario) => textOf(scenario).includes(wanted);
  if (/[*?]/.test(tag)) return (scenario) => scenario.tags.some((each) => pattern(tag).test(each));
  if (allTags.has(tag)) return (scenario) => scenario.tags.includes(tag);
  return (scenario) => scenario.tags.some((each) => each.toLowerCase().startsWith(tag));
}

/* A tag with * and ? in it, as behave has them. */
function pattern(tag) {
  const parts = tag.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${parts}$`, "i");
}

/* A query that begins as a step does may be one, pasted whole with its quotes, "and" and "not". */
function parseQuery(query) {
  const words = parseWords(query);
  const [, step] = query.trim().match(/^(?:given|when|then|and|but|\*)\s+(.+)$/i) || [];
  const text = step?.toLowerCase().replace(/\s+/g, " ");
  return (scenario) => (step && textOf(scenario).includes(text)) || words(scenario);
}

/* The predicate of a query. What is left open, such as a parenthesis, counts as closed. */
function parseWords(query) {
  const words = query.match(/"[^"]*"?|[()]|[^\s()"]+/g) || [];
  const take = (word) => words[0]?.toLowerCase() === word && Boolean(words.shift());

  function one() {
    if (take("not")) {
      const inner = one();
      return (scenario) => !inner(scenario);
    }
    if (take("(")) {
      const inner = either();
      take(")");
      return inner;
    }
    if (!words.length || words[0] === ")") return () => true;
    return atom(words.shift());
  }

  function both() {
    const parts = [one()];
    while (take("and") || (words.length && !/^(or|\))$/i.test(words[0]))) parts.push(one());
    return (scenario) => parts.every((matches) => matches(scenario));
  }

  function either() {
    const parts = [both()];
    while (take("or")) parts.push(both());
    return (scenario) => parts.some((matches) => matches(scenario));
  }

  return either();
}

/* The first tag of a query that nothing carries. */
function unknownTag(query) {
  const asked = query.match(/@[\w.:*?-]+/g) || [];
  const known = (tag) => [...allTags].some((each) =>
    (/[*?]/.test(tag) ? pattern(tag).test(each) : each.toLowerCase().startsWith(tag)));
  return asked.find((each) => !known(each.slice(1).toLowerCase()));
}

/* The tags that would narrow these scenarios further, the commonest first, with counts. */
function usefulTags(found, query) {
  const counts = new Map();
  for (const tag of found.flatMap((scenario) => scenario.tags)) {
    if (!/^(needs|flow|bug|promise|path|seam)/.test(tag) && !query.includes(`@${tag}`)) {
      counts.set(tag, (counts.get(tag) || 0) + 1);
    }
  }
  const narrowing = [...counts].filter(([, count]) => count < found.length);
  return narrowing.sort((a, b) => b[1] - a[1]).slice(0, 10);
}
