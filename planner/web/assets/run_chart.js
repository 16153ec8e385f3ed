// A small chart of a search: the best plan and the bound that no plan can pass, closing in on each other; drawn as SVG, told in a line.
(function () {
  "use strict";
  const NS = "http://www.w3.org/2000/svg", W = 640, H = 220, LEFT = 78, RIGHT = 12, TOP = 14, BOTTOM = 30, MOST = 2000;

  class RunChart {
    constructor(svg, said, words, language) {
      Object.assign(this, { svg: svg, said: said, words: words, language: language, points: [], of: null, unit: "" });
    }
    // Lines of another part of the work, a phase or a world, begin the chart anew.
    add(line) {
      if (line.unit === undefined) { return; }
      if (line.of !== this.of || line.unit !== this.unit) { this.points = []; this.of = line.of; this.unit = line.unit; }
      this.points.push(line);
      if (this.points.length > MOST) { this.points = this.points.filter((_, i) => i % 2 === 0 || i === this.points.length - 1); }
      window.cancelAnimationFrame(this.waiting);
      this.waiting = window.requestAnimationFrame(() => this.draw());
    }
    // What no plan can pass, rounded away from the plans, so that it still holds as it is written.
    bounded(bound, value) {
      if (bound === null || bound === undefined || value === null || value === undefined) { return this.number(bound); }
      const digits = Math.abs(bound) < 2 ? 3 : Math.abs(bound) < 100 ? 1 : 0;
      return this.number((bound < value ? Math.floor : Math.ceil)(Number((bound * 10 ** digits).toPrecision(12))) / 10 ** digits);
    }

    number(value) { return value === null || value === undefined ? "–" : value.toLocaleString(this.language, { maximumFractionDigits: Math.abs(value) < 2 ? 3 : Math.abs(value) < 100 ? 1 : 0 }); }
    _put(name, attributes, text) {
      const element = document.createElementNS(NS, name);
      Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
      if (text !== undefined) { element.textContent = text; }
      this.svg.append(element);
    }
    draw() {
      const known = ["value", "bound"].flatMap((key) => this.points.map((one) => one[key])).filter((one) => one !== null), last = this.points[this.points.length - 1];
      this.svg.replaceChildren();
      if (!known.length) { return; }
      this.svg.removeAttribute("hidden");
      const from = this.points[0].seconds, until = Math.max(from + 1, last.seconds), low = Math.min(...known), high = Math.max(...known), room = (high - low) * 0.12 || Math.abs(high) * 0.02 || 1;
      const x = (s) => LEFT + (W - LEFT - RIGHT) * (s - from) / (until - from), y = (v) => TOP + (H - TOP - BOTTOM) * (high + room - v) / (high - low + 2 * room);
      [low, high].filter((one, i, all) => all.indexOf(one) === i).forEach((one) => {
        this._put("line", { x1: LEFT, x2: W - RIGHT, y1: y(one), y2: y(one), class: "grid" });
        this._put("text", { x: LEFT - 8, y: y(one) + 4, class: "end" }, this.number(one));
      });
      this._put("line", { x1: LEFT, x2: W - RIGHT, y1: H - BOTTOM, y2: H - BOTTOM, class: "axis" });
      this._put("text", { x: LEFT, y: H - 10 }, this.number(from) + " " + this.words.seconds);
      this._put("text", { x: W - RIGHT, y: H - 10, class: "end" }, this.number(until) + " " + this.words.seconds);
      ["bound", "value"].forEach((key) => {
        let path = "", before = null, best = null;
        this.points.forEach((one) => {
          const now = one[key] === null ? best : one[key];
          if (now === null) { return; }
          path += before === null ? "M" + x(one.seconds) + "," + y(now) : "H" + x(one.seconds) + "V" + y(now);
          before = best = now;
        });
        if (path) { this._put("path", { d: path + "H" + x(until), class: "line " + key }); }
      });
      const value = this._last("value"), bound = this._last("bound");
      const where = value !== null && bound !== null && Math.abs(y(value) - y(bound)) < 26;
      if (bound !== null) { this._put("text", { x: LEFT + 8, y: y(bound) + (where && bound < value ? 16 : -6), class: "said bound" }, this.words.bound); }
      if (value !== null) { this._put("text", { x: W - RIGHT - 4, y: y(value) + (where && bound >= value ? 18 : -6), class: "said value end" }, this.words.best); }
      const told = { value: this.number(value), bound: this.bounded(bound, value), unit: this.unit, gap: last.gap === null || last.gap === undefined ? "–" : this.number(Math.ceil(last.gap * 1e4) / 100) + " %" };
      this.said.textContent = (this.of ? this.of + ": " : "") + (value === null ? this.words.none : this.words.chart.replace(/\{(\w+)\}/g, (_, name) => told[name]));
    }
    _last(key) { for (let i = this.points.length - 1; i >= 0; i--) { if (this.points[i][key] !== null) { return this.points[i][key]; } } return null; }
  }
  evplan.RunChart = RunChart;
})();
