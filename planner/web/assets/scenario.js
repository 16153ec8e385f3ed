// The pages of scenarios: a file read into a text field, the search within the form.
"use strict";
(() => {
  for (const input of document.querySelectorAll("[data-text-into]")) {
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      document.getElementById(input.dataset.textInto).value = await file.text();
      const name = document.getElementById(input.dataset.nameInto);
      if (name && !name.value) name.value = file.name.replace(/\.toml$/i, "");
    });
  }

  // A slider tells its value while it is moved; it is kept when it is let go. Fields are put in anew, so the page listens for all.
  document.addEventListener("input", (event) => {
    const shown = event.target.dataset && event.target.dataset.shown;
    if (shown) document.getElementById(shown).textContent = event.target.value;
  });

  // Another extract goes with other files: the page says which.
  for (const choice of document.querySelectorAll("[data-goes]")) choice.addEventListener("change", () => window.location.assign(choice.dataset.goes.replace("{}", encodeURIComponent(choice.value))));

  // A link to a field opens what it is folded in.
  const pointed = () => {
    const field = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (!field) return;
    for (let around = field; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
    field.scrollIntoView({ block: "center" });
    const input = field.querySelector("input, select, textarea, summary");
    if (input) input.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", pointed);
  pointed();

  const search = document.querySelector("[data-filter]");
  if (search) {
    const found = document.getElementById("found");
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const field of document.querySelectorAll(".setting")) {
        const fits = words.every((word) => field.dataset.search.includes(word));
        field.hidden = !fits;
        count += fits;
      }
      for (const group of document.querySelectorAll(".group")) {
        group.hidden = words.length > 0 && !group.querySelector(".setting:not([hidden])");
        for (const more of group.querySelectorAll("details.advanced")) {
          more.hidden = words.length > 0 && !more.querySelector(".setting:not([hidden])");
          more.open = words.length > 0 && !more.hidden;
        }
      }
      found.textContent = words.length && !count ? found.dataset.none : "";
    });
  }
})();
