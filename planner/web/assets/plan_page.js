// What the pages of plans share: asking the server, making elements whose text is only ever text, and saying something to whoever listens.
(function () {
  "use strict";
  // An element with attributes and children; a child that is a string becomes text, never markup.
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    Object.entries(attributes || {}).forEach(([key, value]) => {
      if (typeof value === "function") { element.addEventListener(key, value); } else if (value === true) { element.setAttribute(key, ""); } else if (value !== null && value !== undefined && value !== false) { element.setAttribute(key, value); }
    });
    children.flat().forEach((child) => { if (child !== null && child !== undefined && child !== "") { element.append(child); } });
    return element;
  }
  function only(box, ...children) { box.replaceChildren(...children.flat().filter(Boolean)); }

  class Refused extends Error {
    constructor(said, answer, status) { super(said); this.answer = answer || {}; this.status = status || 0; }
  }
  // Asks for JSON; what the server refuses is an error that says why.
  async function ask(address, method, body) {
    const init = { method: method || "GET", headers: Object.assign({ Accept: "application/json" }, evplan.headers()) };
    if (body !== undefined) { init.body = JSON.stringify(body); init.headers["Content-Type"] = "application/json"; }
    let answer, text;
    try { answer = await fetch(address, init); text = await answer.text(); } catch (error) { throw new Refused(document.body.dataset.gone); }
    let found = {};
    try { found = text ? JSON.parse(text) : {}; } catch (error) { found = { error: answer.status + " " + answer.statusText }; }
    if (!answer.ok) { throw new Refused(found.error || String(answer.status), found, answer.status); }
    return found;
  }
  async function texts(address) {
    const found = await ask(address);
    evplan.texts(found.texts, found.signs);
  }
  // Into a live region: the same words twice are said twice. It is never empty between, since what is below it would jump.
  function tell(box, text) { box.textContent = box.textContent === text ? text + "\u00a0" : text; }
  Object.assign(evplan, { make: make, only: only, ask: ask, fetchTexts: texts, tell: tell, Refused: Refused });
})();
