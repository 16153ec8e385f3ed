// Cards of what is clicked. Every string in the data is already escaped (webmap/escape.py), so it may be put into HTML.
(function () {
  "use strict";
  var number = evplan.number, share = evplan.share, sum = evplan.sum, T = evplan.html, MARK = "<sup>a</sup>";
  function row(name, value) { return value === "" || value === null || value === undefined ? "" : "<tr><th scope=row>" + name + "</th><td>" + value + "</td></tr>"; }
  function tile(value, what) { return "<div><b>" + value + "</b><span>" + what + "</span></div>"; }
  function plugs(list) { return list.map(function (one) { return one[1] + "&nbsp;×&nbsp;" + one[0]; }).join(", "); }
  function part(heading, text) { return text ? "<h4>" + heading + "</h4><p>" + text + "</p>" : ""; }
  function tag(p) {
    var said = { status: T("status_" + p.status), rank: String(p.rank), first: String(p.rank_equal_from), last: String(p.rank_equal_to) };
    return !p.rank ? said.status : T(p.rank_equal_to > p.rank_equal_from ? "tag_equal" : "tag_rank", said);
  }

  // Energy by plug as bars, the largest first.
  function bars(p, options) {
    var names = Object.keys(p.served).filter(function (name) { return name !== "total" && p.served[name] > 0; }).sort(function (a, b) { return p.served[b] - p.served[a]; });
    if (!names.length) { return "<p>" + T("serves_nobody") + "</p>"; }
    var most = p.served[names[0]];
    return '<table class="bars">' + names.map(function (name) {
      return "<tr><th scope=row>" + (options.families[name] || name) + '</th><td><i style="width:' + Math.max(3, Math.round(90 * p.served[name] / most)) + 'px"></i>' + number(p.served[name]) + "</td></tr>";
    }).join("") + "</table>";
  }
  function busy(p) {
    return p.taken === null || p.taken === undefined ? "" : T("all_taken", { share: share(p.taken, 1) });
  }
  function sure(p) {
    var said = p.sure ? T("draws", { least: number(p.sure[0]), most: number(p.sure[1]) }) : "";
    if (!p.span || p.span[1] <= p.span[0]) { return said; }
    var ends = { first: String(p.span[0]), last: String(p.span[1]), rank: String(p.rank) };
    return said + " " + T(p.rank && (p.rank < p.span[0] || p.rank > p.span[1]) ? "span_outside" : "span", ends);
  }
  function siteCard(p, options) {
    var isNew = p.status !== "existing";
    if (isNew && evplan.before(p)) { return standingCard(p); }
    return '<div class="pop card"><span class="tag ' + p.status + '">' + tag(p) + "</span><h3>" + p.title + "</h3>" + (p.no_regret ? '<p class="sure">' + T("no_regret") + "</p>" : "") + (p.origin ? '<p class="small">' + p.origin + "</p>" : "") +
      (isNew ? '<p class="build">' + p.build.join("<br>") + (p.built_by_year && p.build_year ? '<br><span class="small">' + T("from_year", { year: String(p.build_year) }) + "</span>" : "") + "</p>" : "") +
      '<div class="tiles">' + (isNew ? tile(T("kw", { kw: number(p.power_kw, 1) }), T("new_power")) + tile(p.cost, T("to_build") + MARK) : "") + tile(number(p.served.total), T("kwh_a_day") + MARK) +
      (p.utilisation === null || p.utilisation === undefined ? "" : tile(T("hours", { hours: number(24 * p.utilisation, 1) }), T("in_use"))) + "</div>" +
      "<h4>" + T("by_plug") + "</h4>" + bars(p, options) +
      part(T("why_here"), p.reason) + (p.lost > 0 ? part(T("without"), T("lost", { kwh: number(p.lost) })) : "") + part(T("sure"), sure(p)) +
      "<table>" + row(T("busy"), busy(p)) + row(T("standing"), plugs(p.standing)) + row(T("land"), isNew ? p.land_status : "") + row(T("access"), p.access) + row(T("bays"), p.bays) + row(T("grid"), p.grid) + row(T("district"), p.district) + row(T("operator"), p.operator) + "</table>" +
      (p.why ? "<details><summary>" + T("limits") + "</summary><p>" + p.why + "</p></details>" : "") +
      (p.photo ? '<p><a href="' + p.photo + '" target="_blank" rel="noopener noreferrer">' + T("photo") + "</a></p>" : "") + '<p class="id">' + p.site_id + "</p></div>";
  }
  // A station that the plan enlarges, at a stage before it does.
  function standingCard(p) {
    return '<div class="pop card"><span class="tag existing">' + T("status_existing") + "</span><h3>" + p.title + "</h3><table>" + row(T("standing"), plugs(p.standing)) + row(T("access"), p.access) + row(T("district"), p.district) + row(T("operator"), p.operator) + '</table><p class="id">' + p.site_id + "</p></div>";
  }
  function candidateCard(p) { return '<div class="pop"><span class="tag idle">' + T("not_chosen") + "</span><h3>" + p.label + "</h3><p>" + p.told + "</p><table>" + row(T("kind"), p.kind) + "</table>" + '<p class="id">' + p.id + "</p></div>"; }
  function gridCard(p) {
    return '<div class="pop"><span class="tag idle">' + T(p.kind) + "</span><h3>" + p.name + "</h3><table>" + row(T("spare"), p.spare_kw === null ? T("spare_unknown") : T("kw", { kw: number(p.spare_kw) })) + row(T("taken"), T("kw", { kw: number(p.taken_kw) })) + "</table></div>";
  }
  function districtCard(p) {
    return '<div class="pop"><span class="tag zone">' + T("a_district") + "</span><h3>" + p.district + "</h3><table>" + row(T("people"), number(p.population)) + row(T("demand") + MARK, T("kwh_day", { kwh: number(p.demand_kwh) })) + row(T("served"), T("kwh_share", { kwh: number(p.served_kwh), share: share(p.served_kwh, p.demand_kwh) })) +
      row(T("built"), number(p.sites)) + row(T("power"), T("kw", { kw: number(p.kw) })) + row(T("cost") + MARK, p.cost) + "</table></div>";
  }
  function depotPopup(p) {
    return '<div class="pop"><span class="tag idle">' + T("a_depot", { source: p.source }) + "</span><h3>" + p.depot + "</h3><p>" + T("depot_apart") + "</p><table>" +
      row(T("buses"), p.bays === null ? number(p.buses) : T("of_bays", { buses: number(p.buses), bays: number(p.bays) })) + row(T("blocks"), number(p.blocks)) + row(T("km"), T("km_empty", { km: number(p.km_per_day), empty: number(p.empty_km_per_day) })) +
      row(T("kwh"), T("kwh_range", { kwh: number(p.kwh_per_day), least: number(p.kwh_low), most: number(p.kwh_high) })) + row(T("hills"), "× " + number(p.hill_factor, 3)) + row(T("first_last"), p.first_out + ", " + p.last_in) +
      row(T("night"), T("night_kw", { least: number(p.least_kw), most: number(p.at_once_kw) })) + row(T("guns"), number(p.guns)) +
      row(T("beyond"), T("beyond_told", { buses: number(p.buses_beyond_battery), blocks: number(p.blocks_beyond_battery) })) +
      row(T("grid"), p.grid_kw !== null ? T("kw", { kw: number(p.grid_kw) }) : p.spare_kw !== null ? T("spare_at", { kw: number(p.spare_kw), place: p.grid_near }) : "") + "</table></div>";
  }
  function stationPopup(p, options) {
    var said = p.said.map(function (one) { return "<li>" + one + "</li>"; }).join("");
    return '<div class="pop"><span class="tag ' + (p.supply ? "supply" : "idle") + '">' + (p.supply ? T("supply") : T("no_supply", { why: p.why })) + "</span><h3>" + (p.label || p.name || p.id) + "</h3>" +
      "<table>" + row(T("plugs"), p.plugs.join("<br>")) + row(T("queues") + MARK, p.queues.join("<br>")) + row(T("district"), p.district) + row(T("operator"), p.operator) + row(T("address"), p.address) +
      row(T("status"), p.status) + row(T("access"), p.access) + row(T("connection"), p.connection) + row(T("source"), p.source) + row(T("updated"), p.updated) + row(T("id"), p.id) + "</table>" +
      (said ? "<details><summary>" + T("merged", { n: p.records }) + "</summary><ul>" + said + "</ul></details>" : "") + "</div>";
  }
  function zonePopup(p, options) {
    // At an earlier stage what is served then, where the plan knows it by plug.
    var then = evplan.stage !== null && p.k ? { d: p.k[evplan.stage][1], s: p.k[evplan.stage][0] } : p;
    function line(name, asked, given) { return "<th>" + name + "</th><td>" + number(asked) + "</td><td>" + (evplan.unknownNow ? "?" : number(given)) + "</td><td>" + (evplan.unknownNow ? "" : share(given, asked)) + "</td></tr>"; }
    var rows = options.classes.map(function (name, i) { return then.d[i] > 0 ? "<tr>" + line(name, then.d[i], then.s[i]) : ""; }).join("");
    var asked = sum(then.d);
    return '<div class="pop"><span class="tag zone">' + T("a_zone") + "</span><h3>" + (p.t || p.n || T("no_district")) + "</h3><p>" + T("cell", { n: p.p }) + "</p>" +
      '<table class="wide"><tr><td></td><td>' + T("asked") + "</td><td>" + T("given") + "</td><td></td></tr>" + rows +
      "<tr class=total>" + line(T("all"), asked, sum(then.s)) + moreRows(p, asked, options) + "</table></div>";
  }
  // By occasion, how sure, and further years: what the plan tells of them.
  function moreRows(p, asked, options) {
    var occasions = (p.o || []).map(function (kwh, i) {
      return kwh > 0 ? "<tr><th>" + options.occasions[i] + "</th><td>" + number(kwh) + "</td><td></td><td>" + share(kwh, asked) + "</td></tr>" : "";
    }).join("");
    var years = (p.y || []).map(function (kwh, i) { return "<tr><th>" + T("in_year", { year: String(options.years[i]) }) + "</th><td>" + number(sum(kwh)) + "</td><td></td><td></td></tr>"; }).join("");
    return (occasions ? "<tr class=head><th>" + T("by_occasion") + "</th><td></td><td></td><td></td></tr>" + occasions : "") +
      (p.q ? "<tr class=head><th>" + T("spread") + "</th><td colspan=3>" + spread(p) + "</td></tr>" : "") +
      (years ? "<tr class=head><th>" + T("years") + "</th><td></td><td></td><td></td></tr>" + years : "");
  }
  function spread(p) { return T("from_to", { least: number(p.q[0]), most: number(p.q[2]) }); }
  function zoneTip(p, options, value) {
    if (evplan.unknownNow && value === null && options.show !== "demand") { return T("tip_unknown", { place: p.t || p.n || T("a_zone") }); }
    var asked = sum(p.d), said = { place: p.t || p.n || T("a_zone"), minutes: number(value === null ? options.breaks[options.breaks.length - 1] : value, 1), share: share(value, 1), kwh: number(value) };
    var key = options.show === "drive" ? (value === null ? "tip_far" : "tip_drive") : options.show === "share" ? (value === null ? "tip_none" : "tip_share") : "tip_kwh";
    return T(key, said) + (p.q ? "<br>" + T("tip_spread", { kwh: number(asked), least: number(p.q[0]), most: number(p.q[2]) }) : "") + "<br>" + T("assumed");
  }

  // A popup grows when its details are opened; the map then moves so that its top stays in view.
  function keepInView(event) {
    var box = event.popup.getElement(), map = window.evplan.map;
    box.querySelectorAll("details").forEach(function (element) {
      element.addEventListener("toggle", function () {
        var above = box.getBoundingClientRect().top - map.getContainer().getBoundingClientRect().top - 10;
        if (above < 0) { map.panBy([0, above]); }
      });
    });
  }
  evplan.cards = { site: siteCard, candidate: candidateCard, grid: gridCard, district: districtCard, station: stationPopup, depot: depotPopup, zone: zonePopup, zoneTip: zoneTip };
  evplan.keepInView = keepInView;
})();
