// What every page does beside htmx: an error is shown beside what it concerns, menus close, the language changes.
"use strict";
(() => {
  // A refusal goes into the nearest place for it: inside an element with data-errors, else at the top of the page.
  const place = (element) => {
    const within = element && element.closest("[data-errors]");
    return (within && within.querySelector(".said")) || document.getElementById("said");
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status < 400) {
      const said = place(event.detail.requestConfig.elt);
      if (said && said.children.length) said.replaceChildren();
      return;
    }
    event.detail.isError = false;
    event.detail.shouldSwap = false;
    show(place(event.detail.requestConfig.elt), xhr);
  });

  function show(said, xhr) {
    if (!said) return;
    const kind = xhr.getResponseHeader("Content-Type") || "";
    if (kind.startsWith("text/html") && xhr.responseText.includes('class="refusal"')) {
      said.innerHTML = xhr.responseText;
    } else {
      let text = xhr.responseText;
      try { text = JSON.parse(text).error || text; } catch { /* as it came */ }
      refuse(said, text);
    }
    said.scrollIntoView({ block: "nearest" });
  }

  function refuse(said, text) {
    const box = document.createElement("div");
    box.className = "refusal";
    box.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    said.replaceChildren(box);
  }

  document.addEventListener("htmx:sendError", (event) => {
    const said = place(event.detail.elt);
    if (said) refuse(said, document.body.dataset.gone);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What was filled in survives a change of the language, which asks for the page anew: fields of forms with data-keeps whose value is not that of the page.
  const kept = "evplan-kept";
  const fields = () => [...document.querySelectorAll("form[data-keeps] :is(input, select, textarea)[name]")];
  const nameOf = (field) => [field.form.getAttribute("hx-post"), field.name, field.type === "checkbox" ? field.value : ""].join(" ");
  const changed = (field) => field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.options ? [...field.options].some((one) => one.selected !== one.defaultSelected) && field.selectedIndex > 0 : field.value !== field.defaultValue;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.pathInfo.requestPath.includes("/language/")) return;
    const found = fields().filter(changed).map((field) => [nameOf(field), field.type === "checkbox" ? field.checked : field.value]);
    try { sessionStorage.setItem(kept, JSON.stringify({ page: location.pathname, found })); } catch { /* a browser that keeps nothing */ }
  });
  document.addEventListener("DOMContentLoaded", () => {
    let said = null;
    try { said = JSON.parse(sessionStorage.getItem(kept)); sessionStorage.removeItem(kept); } catch { /* as above */ }
    if (!said || said.page !== location.pathname) return;
    const values = new Map(said.found);
    for (const field of fields().filter((one) => values.has(nameOf(one)))) {
      field[field.type === "checkbox" ? "checked" : "value"] = values.get(nameOf(field));
      for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
  });

  // For other scripts of the site: an address under the path of a reverse proxy, headers of a change, and a change with its refusal shown.
  const root = document.documentElement.dataset.root || "";
  const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  window.evplan = {
    at: (path) => root + path,
    headers,
    refuse: (element, text) => refuse(place(element), text),
    async fetch(path, { method = "GET", body, beside } = {}) {
      const json = body !== undefined ? { "Content-Type": "application/json" } : {};
      let answer;
      try {
        answer = await fetch(root + path, { method, headers: { ...headers(), ...json }, body: body === undefined ? undefined : JSON.stringify(body) });
      } catch (error) {
        refuse(place(beside), document.body.dataset.gone);
        throw error;
      }
      const data = answer.status === 204 ? null : await answer.json().catch(() => null);
      if (!answer.ok) {
        refuse(place(beside), (data && data.error) || answer.statusText);
        throw Object.assign(new Error((data && data.error) || answer.statusText), { status: answer.status, data });
      }
      return data;
    },
  };
})();
