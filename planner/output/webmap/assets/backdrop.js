// The ground under a plan, drawn on canvases from lines written as short text (planner/support/polylines.py): no tiles, no request.
(function () {
  "use strict";
  var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", VALUE = {};
  for (var i = 0; i < 64; i++) { VALUE[LETTERS.charCodeAt(i)] = i; }
  var STOPS = [9, 10, 12, 13, 14, 15, 16, 17, 19];
  // Width in pixels at each zoom of STOPS; under 0.3 nothing is drawn.
  var WIDTHS = {
    motorway: [1.4, 1.8, 2.8, 3.6, 5, 7, 10, 14, 26], trunk: [1.3, 1.7, 2.6, 3.4, 4.6, 6.6, 9.5, 14, 26], primary: [0.8, 1.2, 2.1, 2.8, 4, 6, 9, 13, 24],
    secondary: [0.3, 0.7, 1.5, 2.1, 3.2, 5, 7.6, 11.5, 21], tertiary: [0, 0.4, 1, 1.5, 2.5, 4.2, 6.6, 10, 18], minor: [0, 0, 0.35, 0.6, 1.3, 2.8, 5, 8, 15],
    rail: [0.5, 0.6, 0.9, 1.1, 1.3, 1.6, 2, 2.4, 3], tram: [0, 0, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2],
    river: [0.6, 0.8, 1.2, 1.6, 2.2, 3, 4.5, 6, 10], canal: [0, 0.5, 0.8, 1, 1.4, 2, 3, 4, 7], stream: [0, 0, 0, 0.4, 0.7, 1, 1.5, 2, 3]
  };
  var CASED_FROM = 2.4;
  var COLOUR = {
    water: "#bcd8e8", green: "#d7e6cc", building: "#dcd6cc", wall: "#bfb8ac", rail: "#8d8b93", road: "#fff",
    casing: { motorway: "#c28b3c", trunk: "#c28b3c", primary: "#ad9c80", secondary: "#aaa8a2", tertiary: "#b3b1ac", minor: "#bdbbb6" },
    fill: { motorway: "#ffe3b0", trunk: "#ffe9c4", primary: "#fff3dc", secondary: "#fff", tertiary: "#fff", minor: "#fff" },
    thin: { motorway: "#b98a49", trunk: "#b98a49", primary: "#9f968a", secondary: "#a9a7a3", tertiary: "#b5b3af", minor: "#c4c2be" }
  };
  var BUILDINGS_FROM = 14;

  function width(kind, zoom) {
    var row = WIDTHS[kind] || WIDTHS.minor, at = 1;
    while (at < STOPS.length - 1 && zoom > STOPS[at]) { at++; }
    var part = Math.max(0, Math.min(1, (zoom - STOPS[at - 1]) / (STOPS[at] - STOPS[at - 1])));
    return row[at - 1] + part * (row[at] - row[at - 1]);
  }
  // Longitude and latitude as parts of the square of Web Mercator: times 256 at zoom 0 they are pixels.
  function east(lon) { return lon / 360 + 0.5; }
  function south(lat) { var s = Math.sin(lat * Math.PI / 180); return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI); }

  // {xy, first (of each line, and the end), box (west, north, east, south of each line)}, decoded once, when first drawn.
  function lines(shape) {
    if (shape.lines) { return shape.lines; }
    var code = shape.code, unit = Math.pow(10, -shape.digits), at = 0, lon = 0, lat = 0, xy = [], first = [], box = [];
    function next() {
      var value = 0, scale = 1, bits;
      do { bits = VALUE[code.charCodeAt(at++)]; value += (bits & 31) * scale; scale *= 32; } while (bits & 32);
      return value;
    }
    function step() { var value = next(); return value % 2 ? -(value + 1) / 2 : value / 2; }
    while (at < code.length) {
      var count = next(), w = Infinity, n = Infinity, e = -Infinity, s = -Infinity;
      first.push(xy.length / 2);
      for (var k = 0; k < count; k++) {
        lon += step(); lat += step();
        var x = east(lon * unit), y = south(lat * unit);
        xy.push(x, y);
        if (x < w) { w = x; } if (x > e) { e = x; } if (y < n) { n = y; } if (y > s) { s = y; }
      }
      box.push(w, n, e, s);
    }
    first.push(xy.length / 2);
    shape.lines = { xy: Float64Array.from(xy), first: first, box: Float64Array.from(box) };
    return shape.lines;
  }
  function path(shape, view, closed, least) {
    var found = lines(shape), out = new Path2D(), drawn = 0;
    for (var i = 0; i + 1 < found.first.length; i++) {
      var b = 4 * i;
      if (found.box[b] > view.east || found.box[b + 2] < view.west || found.box[b + 1] > view.south || found.box[b + 3] < view.north) { continue; }
      if (least && (found.box[b + 2] - found.box[b]) * view.scale < least && (found.box[b + 3] - found.box[b + 1]) * view.scale < least) { continue; }
      for (var k = found.first[i]; k < found.first[i + 1]; k++) {
        var x = found.xy[2 * k] * view.scale - view.x, y = found.xy[2 * k + 1] * view.scale - view.y;
        if (k === found.first[i]) { out.moveTo(x, y); } else { out.lineTo(x, y); }
      }
      if (closed) { out.closePath(); }
      drawn++;
    }
    return drawn ? out : null;
  }

  // A canvas as large as the map and a quarter more on each side, drawn anew when the map comes to rest.
  var Canvas = L.Layer.extend({
    initialize: function (paint, pane) { this._paint = paint; this.options = { pane: pane }; },
    onAdd: function () {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated backdrop", this.getPane());
      this._canvas.setAttribute("aria-hidden", "true");
      this.redraw();
    },
    onRemove: function () { window.cancelAnimationFrame(this._waiting); this._canvas.remove(); this._canvas = null; },
    // Names make room for discs, which come and go with their layers.
    soon: function () { window.cancelAnimationFrame(this._waiting); this._waiting = window.requestAnimationFrame(this.redraw.bind(this)); },
    getEvents: function () { return { moveend: this.redraw, viewreset: this.redraw, resize: this.redraw, zoomanim: this._animate }; },
    _animate: function (event) {
      if (!this._corner) { return; }
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center), this._map.getZoomScale(event.zoom, this._zoom));
    },
    redraw: function () {
      var map = this._map;
      if (!map || !map._loaded || !this._canvas) { return; }
      var size = map.getSize(), pad = size.multiplyBy(evplan.density ? 0 : 0.25).round(), whole = size.add(pad.multiplyBy(2)), dense = Math.min(3, evplan.density || window.devicePixelRatio || 1);
      var corner = map.containerPointToLayerPoint(pad.multiplyBy(-1)), origin = map.getPixelOrigin().add(corner), scale = 256 * Math.pow(2, map.getZoom());
      this._corner = map.layerPointToLatLng(corner);
      this._zoom = map.getZoom();
      this._canvas.width = whole.x * dense; this._canvas.height = whole.y * dense;
      this._canvas.style.width = whole.x + "px"; this._canvas.style.height = whole.y + "px";
      L.DomUtil.setPosition(this._canvas, corner);
      var context = this._canvas.getContext("2d");
      context.scale(dense, dense);
      this._paint(context, {
        map: map, zoom: map.getZoom(), scale: scale, x: origin.x, y: origin.y, width: whole.x, height: whole.y,
        west: origin.x / scale, north: origin.y / scale, east: (origin.x + whole.x) / scale, south: (origin.y + whole.y) / scale
      });
      this._printed();
    }
  });

  // What is drawn while a page is printed goes into the file as strokes upon white, which hides all below; so a picture of it is printed.
  Canvas.include({
    _printed: function () {
      if (this._picture) { this._picture.remove(); this._picture = null; }
      this._canvas.hidden = !!evplan.density;
      if (!evplan.density) { return; }
      this._picture = L.DomUtil.create("img", "backdrop", this.getPane());
      this._picture.alt = "";
      this._picture.src = this._canvas.toDataURL();
      this._picture.style.cssText = this._canvas.style.cssText;
    }
  });
  function stroke(context, line, colour, size, dash) {
    context.strokeStyle = colour; context.lineWidth = size; context.setLineDash(dash || []); context.stroke(line);
  }
  function ground(data) {
    return new Canvas(function (context, view) {
      context.lineJoin = context.lineCap = "round";
      data.ground.forEach(function (shape) {
        var area = path(shape, view, true);
        if (area) { context.fillStyle = COLOUR[shape.kind]; context.fill(area, "evenodd"); }
      });
      data.shapes.forEach(function (shape) {
        var size = shape.kind in { river: 1, canal: 1, stream: 1 } ? width(shape.kind, view.zoom) : 0, line = size >= 0.3 && path(shape, view);
        if (line) { stroke(context, line, "#a3c8de", size); }
      });
    }, "ground");
  }
  function streets(data) {
    return new Canvas(function (context, view) {
      context.lineJoin = "round";
      data.shapes.forEach(function (shape) {
        var area = shape.kind === "building" && view.zoom >= BUILDINGS_FROM && path(shape, view, true, 1.5);
        if (!area) { return; }
        context.fillStyle = COLOUR.building; context.fill(area, "evenodd");
        if (view.zoom >= 15.5) { stroke(context, area, COLOUR.wall, 0.7); }
      });
      var roads = data.roads.map(function (shape) {
        var size = width(shape.kind, view.zoom);
        return { kind: shape.kind, size: size, line: size >= 0.3 ? path(shape, view) : null };
      }).filter(function (one) { return one.line; });
      context.lineCap = "round";
      roads.forEach(function (one) { if (one.size >= CASED_FROM) { stroke(context, one.line, COLOUR.casing[one.kind], one.size + 1.4); } });
      roads.forEach(function (one) {
        if (one.size >= CASED_FROM) { stroke(context, one.line, COLOUR.fill[one.kind], one.size); } else { stroke(context, one.line, COLOUR.thin[one.kind], one.size); }
      });
      context.lineCap = "butt";
      data.shapes.forEach(function (shape) {
        var size = shape.kind === "rail" || shape.kind === "tram" ? width(shape.kind, view.zoom) : 0, line = size >= 0.3 && path(shape, view);
        if (!line) { return; }
        stroke(context, line, COLOUR.rail, size + (shape.kind === "rail" ? 0.8 : 0));
        if (shape.kind === "rail" && view.zoom >= 12) { stroke(context, line, "#fff", Math.max(0.5, size - 0.5), [7, 7]); }
      });
    }, "roads");
  }

  Object.assign(evplan.draw, { ground: ground, streets: streets });
  function lonlat(x, y) { return [Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI, 360 * (x - 0.5)]; }
  Object.assign(evplan, { Canvas: Canvas, lines: lines, east: east, south: south, lonlat: lonlat });
})();
