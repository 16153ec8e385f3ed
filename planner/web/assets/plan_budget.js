// The budget of a plan: a slider and a number beside it; many steps of a key, or a whole drag, are one edit.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id), PAUSE_MS = 1000;

  class Budget {
    // `send(usd)` is called once the planner has settled on a sum: by Enter, by leaving the field, by letting the slider go, or after a pause of the keys.
    constructor(send) {
      Object.assign(this, { send: send, held: null, timer: null, dragged: false, turned: false, slider: byId("budget"), exact: byId("budget-exact") });
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
    _said() { this.slider.setAttribute("aria-valuetext", evplan.say("usd", { usd: evplan.number(Number(this.exact.value)) })); }
    _put(usd) { this.turned = false; this.slider.value = this.exact.value = usd; this._said(); }
    settle() {
      window.clearTimeout(this.timer);
      const usd = Number(this.exact.value);
      if (this.exact.value === "" && this.held !== null) { this._put(this.held); }
      if (!this.turned || !this.exact.checkValidity() || usd === this.held) { return; }
      this.turned = false;
      this.held = usd;
      this.send(usd);
    }
    // Takes over what a picture says, unless the planner has turned it and not settled yet.
    show(found) {
      this.held = found.usd;
      byId("budget-box").hidden = false;
      if (this.turned) { return; }
      this.slider.min = found.least; this.slider.max = found.most; this.slider.step = found.step;
      this._put(found.usd);
    }
  }
  evplan.Budget = Budget;
})();
