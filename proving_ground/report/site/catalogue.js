/* Shows only those steps of the catalogue that hold all words that are typed. */
(() => {
  const $ = (id) => document.getElementById(id);
  const steps = [...document.querySelectorAll(".catalogue > li")].map((item) =>
    ({ item, text: item.textContent.toLowerCase().replace(/\s+/g, " ") }));
  const isEmpty = (box) => !box.querySelector(".catalogue > li:not([hidden])");

  function filter() {
    const words = $("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { item, text } of steps) item.hidden = !words.every((word) => text.includes(word));
    for (const box of document.querySelectorAll(".kinds, .topic")) box.hidden = isEmpty(box);
    for (const entry of document.querySelectorAll("[data-topic]")) {
      entry.hidden = $(entry.dataset.topic).hidden;
    }
    for (const link of document.querySelectorAll(".contents .kind")) {
      link.hidden = Boolean($(link.hash.slice(1)).closest("[hidden]"));
    }
    const count = steps.filter(({ item }) => !item.hidden).length;
    $("shown").textContent = words.length ? `${count} of ${steps.length} steps` : `${count} steps`;
    $("nothing").hidden = count > 0;
  }

  function clear() {
    $("q").value = "";
    filter();
  }

  /* A link leads to its step also where that was left out. */
  function follow() {
    const aim = $(decodeURIComponent(location.hash.slice(1)));
    if (!aim?.closest("[hidden]")) return;
    clear();
    aim.scrollIntoView();
  }

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && event.target !== $("q")) {
      $("q").focus();
      event.preventDefault();
    } else if (event.key === "Escape") clear();
  });
  addEventListener("hashchange", follow);
  $("q").addEventListener("input", filter);
  $("filter").addEventListener("submit", (event) => event.preventDefault());
  $("filter").hidden = false;
  filter();
})();
