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
})();
