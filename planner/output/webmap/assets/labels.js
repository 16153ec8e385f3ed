// Names on the map: places at their point, streets along their lines, by zoom and weight, none over another and none under a disc.
(function () {
  "use strict";
  var FONT = '"Segoe UI", "Noto Sans", "DejaVu Sans", Roboto, Arial, "evplan letters", sans-serif';
  // From which zoom, up to which, font, colour; what comes first is placed first.
  var PLACES = {
    city: [7, 11.9, "700 17px", "#1d2733"], district: [10.5, 14.9, "700 13px", "#4a3b63"], town: [9, 15, "600 14px", "#2b3440"], borough: [10.5, 15, "600 13px", "#2b3440"],
    suburb: [11.5, 16, "600 12.5px", "#3a4450"], village: [11, 16, "500 12px", "#3a4450"], quarter: [13, 17, "500 12px", "#4a535e"], neighbourhood: [13.5, 17.5, "500 11.5px", "#4a535e"],
    hamlet: [12.5, 17, "400 11.5px", "#4a535e"], airport: [11, 20, "600 11.5px", "#4b4a78"], river: [11, 20, "italic 500 11.5px", "#2f6688"], canal: [13, 20, "italic 400 11px", "#2f6688"], water: [11, 20, "italic 500 11.5px", "#2f6688"],
    green: [12, 20, "500 11px", "#3d6a37"], station: [13, 20, "600 11px", "#4b4a78"], university: [14.5, 20, "500 11px", "#6a4a26"], stadium: [14, 20, "500 11px", "#6a4a26"], mall: [14, 20, "500 11px", "#7a3b5e"],
    market: [14.5, 20, "500 11px", "#7a3b5e"], landmark: [14.75, 20, "500 11px", "#6a4a26"], hospital: [15, 20, "500 11px", "#8a3030"], hotel: [16, 20, "400 10.5px", "#6a4a26"], shop: [16, 20, "400 10.5px", "#7a3b5e"], fuel: [16, 20, "400 10.5px", "#5b6673"]
  };
  var DOTTED = { airport: 1, station: 1, university: 1, stadium: 1, mall: 1, market: 1, landmark: 1, hospital: 1, hotel: 1, shop: 1, fuel: 1 };
  var STREETS = { motorway: [12, 12], trunk: [12, 12], primary: [12.5, 11.5], secondary: [13.25, 11.5], tertiary: [14.25, 11], minor: [15, 10.5] };
  var APART_PX = 420, MOST = 48, STEEPEST = 0.5, CELL = 24;
  var CITY = 9e6, BESIDE = [[0, 0], [0, -24], [0, 24], [0, -44], [0, 44]], AROUND = [[0, 0]];
  for (var far = 24; far <= 240; far += 24) { for (var turn = 0; turn < 8; turn++) { AROUND.push([far * Math.sin(turn * Math.PI / 4), -far * Math.cos(turn * Math.PI / 4)]); } }
  // Scripts whose letters join, stack or run from right to left are not taken apart.
  var JOINED = /[\u0300-\u036f\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\ufb1d-\ufefc]|[\ud800-\udfff]/;

  // What was escaped for HTML, as plain text again: for canvases and textContent alone.
  var ENTITY = { amp: "&", lt: "<", gt: ">", quot: '"' };
  function plain(text) {
    return String(text === null || text === undefined ? "" : text).replace(/&(?:#(\d+)|(amp|lt|gt|quot));/g, function (_, code, name) { return name ? ENTITY[name] : String.fromCharCode(Number(code)); })
      .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ").trim();
  }
  function short(text) { return text.length > MOST ? text.slice(0, MOST - 1).trim() + "…" : text; }

  // Which squares of the map are taken already.
  function Taken() { this._cells = {}; }
  Taken.prototype.each = function (box, visit) {
    for (var x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x++) { for (var y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y++) { if (visit(x + ":" + y)) { return true; } } }
    return false;
  };
  Taken.prototype.free = function (box) {
    var cells = this._cells;
    return !this.each(box, function (key) {
      return (cells[key] || []).some(function (one) { return one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3]; });
    });
  };
  Taken.prototype.take = function (box) {
    var cells = this._cells;
    this.each(box, function (key) { (cells[key] = cells[key] || []).push(box); });
  };

  function discs(view, taken) {
    view.map.eachLayer(function (layer) {
      if (!(layer instanceof L.Marker) || !layer._icon || layer._icon.style.display === "none") { return; }
      var at = view.map.project(layer.getLatLng(), view.zoom), size = layer.options.icon.options.iconSize, shift = layer.shift || [0, 0];
      if (!size) { return; }
      var half = size[0] / 2 - 2;
      at = at.add(shift);
      taken.take([at.x - view.x - half, at.y - view.y - half, at.x - view.x + half, at.y - view.y + half]);
    });
  }
  function wrapped(text, most) {
    if (text.length < most) { return [text]; }
    var middle = text.length / 2, best = -1;
    for (var i = text.indexOf(" "); i >= 0; i = text.indexOf(" ", i + 1)) { if (best < 0 || Math.abs(i - middle) < Math.abs(best - middle)) { best = i; } }
    return best < 0 ? [text] : [text.slice(0, best), text.slice(best + 1)];
  }
  function place(context, view, taken, one) {
    var style = PLACES[one.kind], x = one.x * view.scale - view.x, y = one.y * view.scale - view.y, dot = one.kind in DOTTED;
    if (!style || view.zoom < style[0] || view.zoom > style[1] || x < 0 || y < 0 || x > view.width || y > view.height) { return; }
    if ((one.kind === "water" || one.kind === "green") && Math.sqrt(one.weight) / view.metres < 40) { return; }
    if (one.kind === "river" && one.weight / view.metres < 90) { return; }
    context.font = style[2] + " " + FONT;
    var rows = wrapped(short(one.name), one.kind === "district" ? 14 : 20), size = parseFloat(style[2].replace(/^.*?(\d+\.?\d*)px$/, "$1")), half = Math.max.apply(null, rows.map(function (row) { return context.measureText(row).width; })) / 2;
    var high = rows.length * size * 1.12, top, box;
    // A settlement or a district is named beside its point where a disc stands on it, a city around the discs of its middle.
    // A district may also be named anywhere else within its borders.
    var elsewhere = one.others.map(function (at) { return [at[0] * view.scale - view.x - x, at[1] * view.scale - view.y - y]; });
    var free = (one.weight >= CITY ? AROUND : one.weight >= 1.5e6 ? BESIDE.concat(elsewhere) : BESIDE.slice(0, 1)).some(function (by) {
      top = (dot ? y + 4 : y - rows.length * size / 2 - 1) + by[1];
      box = [x + by[0] - half - 3, (dot ? y - 3 : top) - 1, x + by[0] + half + 3, top + high + 3];
      return taken.free(box);
    });
    if (!free) { return; }
    x = (box[0] + box[2]) / 2;
    taken.take(box);
    context.textAlign = "center"; context.textBaseline = "top"; context.lineWidth = 3.2; context.strokeStyle = "rgba(255,255,255,.92)"; context.fillStyle = style[3];
    if (dot) { context.beginPath(); context.arc(x, y, 2.4, 0, 7); context.fill(); }
    rows.forEach(function (row, i) { context.strokeText(row, x, top + i * size * 1.12); });
    rows.forEach(function (row, i) { context.fillText(row, x, top + i * size * 1.12); });
    view.named.push({ text: one.name, boxes: [box] });
  }

  // Point and direction at so many pixels along a line.
  function along(points, far, at) {
    var low = 0, high = far.length - 1;
    while (high - low > 1) { var middle = (low + high) >> 1; if (far[middle] <= at) { low = middle; } else { high = middle; } }
    var part = (at - far[low]) / (far[high] - far[low] || 1), a = 2 * low, b = 2 * high;
    return { x: points[a] + part * (points[b] - points[a]), y: points[a + 1] + part * (points[b + 1] - points[a + 1]), turn: Math.atan2(points[b + 1] - points[a + 1], points[b] - points[a]) };
  }
  function apart(a, b) { var d = Math.abs(a - b) % (2 * Math.PI); return d > Math.PI ? 2 * Math.PI - d : d; }
  function glyphs(context, text, points, far, from, length) {
    var start = along(points, far, from), end = along(points, far, from + length), back = start.x > end.x, out = [], at = 0, last = null;
    var parts = JOINED.test(text) ? [text] : text.split("");
    for (var i = 0; i < parts.length; i++) {
      var wide = context.measureText(parts[i]).width, spot = along(points, far, back ? from + length - at - wide / 2 : from + at + wide / 2);
      if (back) { spot.turn += Math.PI; }
      if (last !== null && apart(spot.turn, last) > STEEPEST) { return null; }
      last = spot.turn;
      out.push({ text: parts[i], x: spot.x, y: spot.y, turn: spot.turn, half: wide / 2 });
      at += wide;
    }
    return apart(out[0].turn, last) > 1.2 || apart(start.turn, end.turn) > 1.4 ? null : out;
  }
  function boxes(out, size) {
    return out.map(function (one) {
      var c = Math.abs(Math.cos(one.turn)), s = Math.abs(Math.sin(one.turn)), w = one.half * c + size * 0.6 * s, h = one.half * s + size * 0.6 * c;
      return [one.x - w, one.y - h, one.x + w, one.y + h];
    });
  }
  function street(context, view, taken, said, shape, i, name) {
    var style = STREETS[shape.kind] || STREETS.minor, found = shape.lines, b = 4 * i;
    if (view.zoom < style[0] || found.box[b] > view.east || found.box[b + 2] < view.west || found.box[b + 1] > view.south || found.box[b + 3] < view.north) { return; }
    var size = style[1];
    context.font = "500 " + size + "px " + FONT;
    var text = short(name), length = context.measureText(text).width, points = [], far = [0];
    if (Math.max((found.box[b + 2] - found.box[b]), (found.box[b + 3] - found.box[b + 1])) * view.scale * 1.42 < length) { return; }
    for (var k = found.first[i]; k < found.first[i + 1]; k++) {
      points.push(found.xy[2 * k] * view.scale - view.x, found.xy[2 * k + 1] * view.scale - view.y);
      var n = points.length;
      if (n > 2) { far.push(far[far.length - 1] + Math.hypot(points[n - 2] - points[n - 4], points[n - 1] - points[n - 3])); }
    }
    var whole = far[far.length - 1];
    if (whole < length + 12) { return; }
    var times = Math.max(1, Math.floor(whole / APART_PX));
    for (var t = 0; t < times; t++) {
      var from = whole * (t + 0.5) / times - length / 2, spot = along(points, far, from + length / 2);
      if (spot.x < 0 || spot.y < 0 || spot.x > view.width || spot.y > view.height) { continue; }
      // The two carriageways of an avenue are two lines: one name is enough.
      if ((said[name] || []).some(function (one) { return Math.hypot(one.x - spot.x, one.y - spot.y) < 0.55 * APART_PX; })) { continue; }
      var out = glyphs(context, text, points, far, from, length), taking = out && boxes(out, size);
      if (!out || !taking.every(function (box) { return taken.free(box); })) { continue; }
      taking.forEach(function (box) { taken.take(box); });
      (said[name] = said[name] || []).push(spot);
      write(context, out);
      view.named.push({ text: name, boxes: taking });
    }
  }
  function write(context, out) {
    context.textAlign = "center"; context.textBaseline = "middle"; context.lineWidth = 3; context.strokeStyle = "rgba(255,255,255,.9)"; context.fillStyle = "#3d4651";
    ["strokeText", "fillText"].forEach(function (how) {
      out.forEach(function (one) {
        context.save(); context.translate(one.x, one.y); context.rotate(one.turn); context[how](one.text, 0, 0); context.restore();
      });
    });
  }

  function labels(data) {
    var places = data.places.map(function (one) { return { kind: one.kind, name: plain(one.name), weight: one.weight, x: evplan.east(one.at[0]), y: evplan.south(one.at[1]), others: (one.others || []).map(function (at) { return [evplan.east(at[0]), evplan.south(at[1])]; }) }; }).filter(function (one) { return one.name; });
    var roads = data.roads.slice().reverse();
    var canvas = new evplan.Canvas(function (context, view) {
      var taken = new Taken(), said = Object.create(null);
      view.named = [];
      view.metres = 40075016 * Math.cos(view.map.getCenter().lat * Math.PI / 180) / view.scale;
      context.lineJoin = "round";
      discs(view, taken);
      function settlements(one) { return one.weight >= 4e5; }
      places.filter(settlements).forEach(function (one) { place(context, view, taken, one); });
      roads.forEach(function (shape) {
        var i = 0;
        evplan.lines(shape);
        shape.names.forEach(function (pair) {
          var name = plain(pair[1]);
          for (var k = 0; k < pair[0]; k++, i++) { if (name) { street(context, view, taken, said, shape, i, name); } }
        });
      });
      places.forEach(function (one) { if (!settlements(one)) { place(context, view, taken, one); } });
      evplan.named = view.named;
    }, "labels");
    evplan.map.on("layeradd layerremove", function (event) { if (event.layer instanceof L.Marker) { canvas.soon(); } });
    // A letter that the system lacks is drawn when the font of the page is read.
    if (document.fonts) { document.fonts.load('12px "evplan letters"', "ә").then(function () { canvas.soon(); }); }
    return canvas;
  }
  evplan.draw.labels = labels;
  evplan.plain = plain;
})();
