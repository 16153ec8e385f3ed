// Better plans come in at any moment: what is drawn anew waits for a press and for a pointer that aims, and shifts nothing under the pointer.
(function () {
  "use strict";
  const CONTROLS = "button, summary, a, input, select, label, .site, .ghost", AIM_MS = 1500;

  class Steady {
    // `panel` scrolls by itself, or with the page where the window is narrow.
    constructor(panel) {
      Object.assign(this, { panel: panel, waiting: [], pressed: false, aimed: null, at: null, timer: null });
      const let_go = () => { this.pressed = false; window.setTimeout(() => this._flush(), 0); }; // after the click that belongs to it
      document.addEventListener("pointerdown", () => { this.pressed = true; }, true);
      ["pointerup", "pointercancel", "dragend"].forEach((name) => document.addEventListener(name, let_go, true));
      window.addEventListener("blur", let_go);
      document.addEventListener("pointermove", (event) => {
        if (!event.buttons) { this.pressed = false; } // a list that a press has opened may keep its end to itself
        const control = event.target.closest && event.target.closest(CONTROLS);
        this.at = event.pointerType === "touch" ? null : [event.clientX, event.clientY];
        this.aimed = control && event.pointerType !== "touch" ? Date.now() : null;
        if (this.waiting.length) { this._later(); }
      }, true);
      document.documentElement.addEventListener("pointerleave", () => { this.at = this.aimed = null; this._flush(); });
    }
    // Draws at once; what nobody here has asked for waits until no button is aimed at, or the pointer has rested on it for a while.
    draw(run, asked) {
      this.waiting.push(run);
      if (asked) { this.aimed = null; }
      this._flush();
    }
    _left() { return this.aimed === null ? 0 : Math.max(0, this.aimed + AIM_MS - Date.now()); }
    _later() {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this._flush(), this._left());
    }
    _flush() {
      if (!this.waiting.length || this.pressed) { return; }
      if (this._left()) { this._later(); return; }
      const runs = this.waiting;
      this.waiting = [];
      this._keep(() => runs.forEach((run) => run()));
    }
    // What the pointer is over, else what has the focus, else what is topmost in the panel, stays at its height.
    _keep(run) {
      const anchor = this._anchor(), before = anchor && anchor.getBoundingClientRect().top;
      run();
      const after = anchor && (anchor.isConnected ? anchor : this._same(anchor));
      if (!after || !after.getClientRects().length) { return; }
      this._shift(after.getBoundingClientRect().top - before);
    }
    // Scrolls by so many pixels; what the panel is too short for is room above or below, until another card is opened.
    _shift(moved) {
      const box = this._scroller(), from = box.scrollTop;
      box.scrollTop += moved;
      const left = moved - (box.scrollTop - from), side = left > 0 ? "paddingBottom" : "paddingTop";
      if (Math.abs(left) < 1) { return; }
      this.panel.style[side] = parseFloat(window.getComputedStyle(this.panel)[side]) + Math.abs(left) + "px";
      if (left > 0) { box.scrollTop += left; }
    }
    rest() { this.panel.style.padding = ""; }
    _anchor() {
      const over = this.at && document.elementFromPoint(...this.at), active = document.activeElement;
      if (over && over !== this.panel && this.panel.contains(over)) { return over.closest(CONTROLS) || over; }
      if (active && this.panel.contains(active)) { return active; }
      const top = this.panel.getBoundingClientRect();
      return this.panel.scrollTop ? [...this.panel.querySelectorAll("button, h2, dl")].find((one) => one.getClientRects().length && one.getBoundingClientRect().top >= top.top) : null;
    }
    _same(gone) {
      const key = ["id", "data-do", "data-site", "data-edit"].find((one) => gone.getAttribute(one));
      return key ? [...this.panel.querySelectorAll("[" + key + "]")].find((one) => one.getAttribute(key) === gone.getAttribute(key)) : null;
    }
    _scroller() { return window.getComputedStyle(this.panel).overflowY === "auto" ? this.panel : document.scrollingElement; }
  }
  evplan.Steady = Steady;
})();
