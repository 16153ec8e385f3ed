// The list of sites beside the map, its filters, and the search over sites, streets, places and ids.
(function () {
  "use strict";
  var MOST_FOUND = 12, FOUND_ZOOM = 16, T = evplan.say;
  // Cyrillic of the region's languages in Latin letters, so that either script finds the other.
  var LATIN = {
    а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "i", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya",
    ә: "a", ғ: "g", қ: "k", ң: "n", ө: "o", ұ: "u", ү: "u", һ: "h", і: "i", ў: "o", ҳ: "h", ҷ: "j", ӣ: "i", ӯ: "u", ҡ: "k"
  };
  // Lower case, no diacritics, Latin letters, one spelling of what is spelt in several ways.
  function folded(text) {
    return text.toLowerCase().replace(/[\u0400-\u04ff]/g, function (letter) { return letter in LATIN ? LATIN[letter] : letter; })
      .normalize("NFD").replace(/[\u0300-\u036f\u02bb\u02bc'’‘`]/g, "").replace(/ı/g, "i").replace(/iy\b|yi\b|y/g, "i").replace(/ii+/g, "i").replace(/kh|x/g, "h").replace(/dzh/g, "j").replace(/[^a-z0-9\u0080-\uffff]+/g, " ").trim();
  }
  function make(name, attributes, text) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (text !== undefined) { element.textContent = text; }
    return element;
  }
  function plain(text) { return evplan.plain(text); }

  // ---- going there -------------------------------------------------------------------------------------------------
  function open(map, site) {
    if (!map.hasLayer(site.layer)) { map.addLayer(site.layer); }
    var marker = evplan.markers[site.p.site_id], zoom = Math.max(map.getZoom(), 15);
    if (evplan.isNarrow()) { evplan.fold(true); }
    map.once("moveend", function () { window.setTimeout(function () { marker.openPopup(); }, 60); });
    if (map.getZoom() === zoom && map.getCenter().distanceTo(site.at) < 1) { marker.openPopup(); } else { map.flyTo(site.at, zoom, { duration: evplan.still ? 0 : 0.7, animate: !evplan.still }); }
  }
  function mark(site, on) {
    var marker = evplan.markers[site.p.site_id], icon = marker && marker._icon;
    if (icon) { icon.classList.toggle("marked", on); }
  }

  // ---- list and filters --------------------------------------------------------------------------------------------
  var FILTERS = [
    { id: "plug", of: function (p) { return Object.keys(p.groups).map(function (name) { return evplan.plugs[name] || name; }); } },
    { id: "district", of: function (p) { return p.district ? [plain(p.district)] : []; } },
    { id: "phase", of: function (p) { return p.build_year ? [String(p.build_year)] : []; } },
    { id: "kind", of: function (p) { return [plain(p.sort)]; } },
    { id: "status", of: function (p) { return [T("status_" + p.status)]; } },
    { id: "origin", of: function (p) { return p.origin ? [plain(p.origin)] : []; } },
    { id: "world", of: function (p) { return p.no_regret === undefined ? [] : [T(p.no_regret ? "world_all" : "world_some")]; } }
  ];
  var chosen = {};
  function passes(p) {
    return FILTERS.every(function (one) { return !chosen[one.id] || one.of(p).indexOf(chosen[one.id]) >= 0; }) && (!evplan.inStage || evplan.inStage(p));
  }
  function filters(box, changed) {
    FILTERS.forEach(function (one) {
      var values = Object.create(null);
      evplan.sites.forEach(function (site) { one.of(site.p).forEach(function (value) { values[value] = (values[value] || 0) + 1; }); });
      var names = Object.keys(values).sort(function (a, b) { return a.localeCompare(b, document.documentElement.lang); });
      if (names.length < 2) { return; }
      var label = make("label", {}, T("filter_" + one.id)), select = make("select", { id: "filter-" + one.id });
      select.appendChild(make("option", { value: "" }, T("filter_all")));
      names.forEach(function (value) { select.appendChild(make("option", { value: value }, (value.length > 34 ? value.slice(0, 33) + "…" : value) + " (" + values[value] + ")")); });
      select.addEventListener("change", function () { chosen[one.id] = select.value; changed(); });
      label.appendChild(select);
      box.appendChild(label);
    });
  }
  // What stands at a place, or what is built there, at the stage that is shown.
  function tell(site) {
    var p = site.p, standing = p.standing.map(function (one) { return one[1] + " × " + plain(one[0]); }).join(", ");
    site.told.textContent = p.status === "existing" || evplan.before(p) ? T("status_existing") + (standing ? " · " + standing : "") : plain(p.plan) + " · " + plain(p.cost);
  }
  function entry(map, site) {
    var p = site.p, item = make("li"), button = make("button", { type: "button", "data-site": plain(p.site_id) });
    button.appendChild(make("b", { class: "rank " + p.status }, p.rank ? String(p.rank) : "–"));
    var told = make("span");
    told.appendChild(make("span", { class: "name" }, plain(p.title)));
    site.told = told.appendChild(make("span", { class: "small" }));
    button.appendChild(told);
    tell(site);
    // By the keyboard (a click without a pointer) the card takes the focus, and gives it back when it is closed.
    button.addEventListener("click", function (event) { evplan.back = event.detail === 0 ? button : null; open(map, site); });
    ["mouseenter", "focus"].forEach(function (name) { button.addEventListener(name, function () { mark(site, true); }); });
    ["mouseleave", "blur"].forEach(function (name) { button.addEventListener(name, function () { mark(site, false); }); });
    item.appendChild(button);
    return item;
  }
  function list(map) {
    var box = document.getElementById("sites"), said = document.getElementById("counted");
    evplan.sites.sort(function (a, b) { return (a.p.rank || 1e9) - (b.p.rank || 1e9); });
    evplan.sites.forEach(function (site) { site.item = box.appendChild(entry(map, site)); });
    function changed() {
      var count = 0;
      evplan.sites.forEach(function (site) {
        var on = passes(site.p), marker = evplan.markers[site.p.site_id];
        site.item.hidden = !on;
        tell(site);
        if (marker && marker._icon) { marker._icon.hidden = !on; }
        count += on;
      });
      said.textContent = !evplan.sites.length ? T("no_site") : count === evplan.sites.length ? T("all_sites", { n: count }) : T("some_sites", { shown: evplan.number(count), n: evplan.sites.length });
      if (evplan.spread) { evplan.spread(); }
    }
    box.addEventListener("keydown", function (event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], shown = Array.from(box.querySelectorAll("li:not([hidden]) button")), at = shown.indexOf(event.target);
      if (step && at >= 0 && shown[at + step]) { shown[at + step].focus(); event.preventDefault(); }
    });
    map.on("popupopen", function (event) {
      var card = event.popup.getElement().querySelector(".leaflet-popup-content");
      card.tabIndex = -1;
      if (evplan.back) { card.focus(); }
    });
    map.on("popupclose", function () { if (evplan.back && evplan.back.offsetParent) { evplan.back.focus(); } evplan.back = null; });
    map.getContainer().addEventListener("keydown", function (event) { if (event.key === "Escape") { map.closePopup(); } });
    evplan.shows = passes;
    evplan.refilter = changed;
    filters(document.getElementById("filters"), changed);
    changed();
  }

  // ---- search ------------------------------------------------------------------------------------------------------
  function index(data) {
    var all = evplan.sites.map(function (site) { return { text: (site.p.rank ? site.p.rank + ". " : "") + plain(site.p.title), words: folded(plain(site.p.title) + " " + plain(site.p.name) + " " + plain(site.p.site_id)), what: T("a_site"), site: site, first: 0 }; });
    data.places.forEach(function (one) { all.push({ text: plain(one.name), words: folded(plain(one.name)), what: evplan.knows("place_" + one.kind) ? T("place_" + one.kind) : "", at: [one.at[1], one.at[0]], first: 1 }); });
    var streets = Object.create(null);
    data.roads.forEach(function (shape) {
      var i = 0, found = evplan.lines(shape);
      shape.names.forEach(function (pair) {
        for (var k = 0; k < pair[0]; k++, i++) {
          var size = found.box[4 * i + 2] - found.box[4 * i] + found.box[4 * i + 3] - found.box[4 * i + 1], name = plain(pair[1]);
          if (!name || (streets[name] && streets[name].size >= size)) { continue; }
          var middle = (found.first[i] + found.first[i + 1]) >> 1;
          streets[name] = { size: size, text: name, words: folded(name), what: T("place_street"), first: 2, at: evplan.lonlat(found.xy[2 * middle], found.xy[2 * middle + 1]) };
        }
      });
    });
    return all.concat(Object.keys(streets).sort().map(function (name) { return streets[name]; }));
  }
  function search(map, data) {
    var input = document.getElementById("search"), box = document.getElementById("found"), known = null, hits = [], at = -1, pin = null;
    function show() {
      var asked = folded(input.value).split(" ").filter(Boolean);
      known = known || index(data);
      hits = !asked.length ? [] : known.filter(function (one) { return asked.every(function (word) { return (" " + one.words).indexOf(word.length > 2 ? word : " " + word) >= 0; }); });
      var whole = asked.join(" ");
      hits.sort(function (a, b) { return (b.words.indexOf(whole) === 0) - (a.words.indexOf(whole) === 0) || a.first - b.first || a.text.length - b.text.length; });
      hits = hits.slice(0, MOST_FOUND);
      at = -1;
      box.textContent = "";
      hits.forEach(function (one, i) {
        var item = make("li", { role: "option", id: "found-" + i, "aria-selected": "false" }, one.text);
        item.appendChild(make("span", { class: "small" }, " " + one.what));
        item.addEventListener("mousedown", function (event) { event.preventDefault(); go(i); });
        box.appendChild(item);
      });
      if (asked.length && !hits.length) { box.appendChild(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, T("nothing"))); }
      box.hidden = !asked.length;
      input.setAttribute("aria-expanded", String(!box.hidden));
      input.removeAttribute("aria-activedescendant");
    }
    function move(step) {
      if (!hits.length) { return; }
      at = (at + step + hits.length) % hits.length;
      Array.from(box.children).forEach(function (item, i) { item.setAttribute("aria-selected", String(i === at)); });
      input.setAttribute("aria-activedescendant", "found-" + at);
      box.children[at].scrollIntoView({ block: "nearest" });
    }
    evplan.forget = function () { known = null; };
    function close() { box.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function go(i) {
      var hit = hits[i];
      close();
      if (pin) { pin.remove(); pin = null; }
      if (hit.site) { (evplan.open || open)(map, hit.site); return; }
      map.flyTo(hit.at, Math.max(map.getZoom(), FOUND_ZOOM), { duration: evplan.still ? 0 : 0.7, animate: !evplan.still });
      pin = L.circleMarker(hit.at, { radius: 14, color: "#c4005a", weight: 3, fill: false, interactive: false }).addTo(map);
    }
    input.addEventListener("input", show);
    input.addEventListener("focus", function () { if (input.value) { show(); } });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { move(1); event.preventDefault(); }
      if (event.key === "ArrowUp") { move(-1); event.preventDefault(); }
      if (event.key === "Enter" && hits.length) { go(Math.max(0, at)); event.preventDefault(); }
      if (event.key === "Escape") { close(); }
    });
  }

  // ---- tabs, and the sheet of a phone ------------------------------------------------------------------------------
  function tabs() {
    var all = Array.from(document.querySelectorAll("[role=tab]"));
    function pick(tab, focus) {
      all.forEach(function (one) {
        var on = one === tab;
        one.setAttribute("aria-selected", String(on));
        one.tabIndex = on ? 0 : -1;
        document.getElementById(one.getAttribute("aria-controls")).hidden = !on;
      });
      if (focus) { tab.focus(); }
    }
    all.forEach(function (tab, i) {
      tab.addEventListener("click", function () { pick(tab); });
      tab.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { pick(all[(i + step + all.length) % all.length], true); event.preventDefault(); }
      });
    });
    var fold = document.getElementById("fold"), panel = document.getElementById("panel");
    evplan.fold = function (folded) {
      panel.classList.toggle("folded", folded);
      fold.setAttribute("aria-expanded", String(!folded));
    };
    fold.addEventListener("click", function () { evplan.fold(!panel.classList.contains("folded")); });
    evplan.fold(true);
    // On a phone and on a laptop legend and layers do not both fit beside the map.
    if (evplan.isNarrow() || window.innerHeight < 840) { document.querySelectorAll("#legend details").forEach(function (one) { one.open = false; }); }
  }
  Object.assign(evplan, { folded: folded, search: search });
  evplan.ready.push(function (map) {
    if (!document.getElementById("search")) { return; }
    tabs();
    list(map);
    search(map, evplan.behind);
  });
})();
