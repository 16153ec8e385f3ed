// Pointing on the map: one place, or an area corner by corner. Enter ends an area, Backspace takes the last corner back, Escape ends without one.
(function () {
  "use strict";
  const LEAST_CORNERS = 3, CLOSE_PX = 12;

  class Pointing {
    // `said(text)` tells what to do next.
    constructor(map, said) {
      Object.assign(this, { map: map, said: said, corners: [], sketch: L.layerGroup().addTo(map), done: null, kind: null });
      map.on("click", (event) => { if (this.kind) { this._click(event); } });
      map.on("mousemove", (event) => { if (this.kind === "area" && this.corners.length) { this._draw(event.latlng); } });
      document.addEventListener("keydown", (event) => { if (this.kind && !event.defaultPrevented) { this._key(event); } });
    }
    place(done, text) { this._begin("place", done, text); }
    // `words.first`: key of the text that says what the first click is for.
    area(done, words) { this._begin("area", done, evplan.say(words ? words.first : "area_first")); this.map.doubleClickZoom.disable(); }
    _begin(kind, done, text) {
      this.stop();
      Object.assign(this, { kind: kind, done: done });
      this.map.getContainer().classList.add("pointing");
      this.said(text);
    }
    stop() {
      this.kind = null;
      this.done = null;
      this.corners = [];
      this.sketch.clearLayers();
      this.map.getContainer().classList.remove("pointing");
      this.map.doubleClickZoom.enable();
      this.said("");
    }
    // By the keyboard: the middle of the map is the place, what is shown of it the area.
    here() {
      const done = this.done, kind = this.kind, b = this.map.getBounds();
      if (!done) { return; }
      this.stop();
      done(kind === "place" ? this.map.getCenter() : [b.getSouthWest(), b.getSouthEast(), b.getNorthEast(), b.getNorthWest()]);
    }
    _click(event) {
      if (this.kind === "place") { const done = this.done; this.stop(); done(event.latlng); return; }
      const at = this.map.latLngToContainerPoint(event.latlng), first = this.corners[0] && this.map.latLngToContainerPoint(this.corners[0]), last = this.corners.length && this.map.latLngToContainerPoint(this.corners[this.corners.length - 1]);
      if (this.corners.length >= LEAST_CORNERS && (at.distanceTo(first) < CLOSE_PX || at.distanceTo(last) < 4)) { this._end(); return; }
      if (last && at.distanceTo(last) < 4) { return; }
      this.corners.push(event.latlng);
      this._draw();
      this.said(evplan.say(this.corners.length < LEAST_CORNERS ? "area_more" : "area_close"));
    }
    _key(event) {
      if (event.target.closest && event.target.closest("input, select, textarea")) { return; }
      if (event.key === "Escape") { this.stop(); event.preventDefault(); }
      if (this.kind === "area" && event.key === "Backspace") { this.corners.pop(); this._draw(); event.preventDefault(); }
      if (this.kind === "area" && event.key === "Enter" && this.corners.length >= LEAST_CORNERS) { this._end(); event.preventDefault(); }
    }
    _end() { const done = this.done, corners = this.corners; this.stop(); done(corners); }
    _draw(pointer) {
      this.sketch.clearLayers();
      const line = pointer ? this.corners.concat([pointer]) : this.corners;
      L.polygon(line, { pane: "areas", color: "#a01b4b", weight: 2, dashArray: "6 4", fillOpacity: 0.12, interactive: false }).addTo(this.sketch);
      this.corners.forEach((at) => L.circleMarker(at, { pane: "sketch", radius: 4, color: "#a01b4b", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false }).addTo(this.sketch));
    }
  }

  // Areas that edits keep free.
  class Areas {
    constructor(map) { this.layer = L.layerGroup().addTo(map); }
    draw(edits) {
      this.layer.clearLayers();
      edits.filter((one) => one.ring).forEach((one) => {
        const said = document.createElement("span");
        said.textContent = one.words;
        L.polygon(one.ring.map((at) => [at[1], at[0]]), { pane: "areas", color: "#a01b4b", weight: 1.8, dashArray: "6 4", fillColor: "#a01b4b", fillOpacity: 0.14 }).bindTooltip(said, { sticky: true }).addTo(this.layer);
      });
    }
  }
  Object.assign(evplan, { Pointing: Pointing, Areas: Areas });
})();
