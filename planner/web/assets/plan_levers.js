// Levers of a plan, its budget and its balance of plugs: each a slider and a number beside it; many steps of a key, or a whole drag, are one edit.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), PAUSE_MS = 1000;

  class Lever {
    // `words(value)` says a value; `send(value)` is called once the planner has settled on one: by Enter, by leaving the field, by letting the slider go, or after a pause of the keys.
    constructor(id, words, send) {
      Object.assign(this, { words: words, send: send, held: null, timer: null, dragged: false, turned: false, box: byId(id + "-box"), slider: byId(id), exact: byId(id + "-exact"), meaning: byId(id + "-words") });
      this.slider.addEventListener("input", () => { this.turned = true; this.exact.value = this.slider.value; this._said(); this._later(); });
      this.exact.addEventListener("input", () => { this.turned = true; window.clearTimeout(this.timer); this.slider.value = this.exact.value; this._said(); });
      this.exact.addEventListener("change", () => this._later());
      this.slider.addEventListener("pointerdown", () => { this.dragged = true; });
      ["pointerup", "pointercancel", "blur"].forEach((name) => this.slider.addEventListener(name, () => { this.dragged = false; this.settle(); }));
      this.exact.addEventListener("blur", () => this.settle());
      [this.slider, this.exact].forEach((one) => one.addEventListener("keydown", (event) => {
        if (event.key === "Enter") { event.preventDefault(); this.settle(); }
        if (event.key === "Escape" && this.held !== null) { window.clearTimeout(this.timer); this._put(this.held); }
      }));
    }
    _later() { window.clearTimeout(this.timer); if (this.dragged) { return; } this.timer = window.setTimeout(() => this.settle(), PAUSE_MS); }
    _said() {
      const said = this.words(Number(this.exact.value));
      this.slider.setAttribute("aria-valuetext", said);
      if (this.meaning) { this.meaning.textContent = said; }
    }
    _put(value) { this.turned = false; this.slider.value = this.exact.value = value; this._said(); }
    settle() {
      window.clearTimeout(this.timer);
      const value = Number(this.exact.value);
      if (this.exact.value === "" && this.held !== null) { this._put(this.held); }
      if (!this.turned || !this.exact.checkValidity() || value === this.held) { return; }
      this.turned = false;
      this.held = value;
      this.send(value);
    }
    // Takes over what a picture says, unless the planner has turned it and not settled yet; hidden where the picture says nothing of it.
    show(found) {
      this.box.hidden = !found;
      if (!found) { return; }
      this.held = found.value;
      if (this.turned) { return; }
      this.slider.min = found.least; this.slider.max = found.most; this.slider.step = found.step;
      this._put(found.value);
    }
  }

  // What a balance of plugs means, in a line.
  function balance(share) {
    if (share <= 0) { return evplan.say("balance_none"); }
    return share >= 1 ? evplan.say("balance_all") : evplan.say("balance_some", { percent: evplan.number(100 * share) });
  }
  // The levers of the page of a plan; `send` takes edits.
  evplan.levers = (send) => ({
    budget: new Lever("budget", (usd) => evplan.say("usd", { usd: evplan.number(usd) }), (usd) => send([{ kind: "budget", usd: usd }])),
    balance: new Lever("balance", balance, (share) => send([{ kind: "balance", share: share }]))
  });
})();
