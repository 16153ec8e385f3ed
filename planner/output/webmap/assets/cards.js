// Cards of what is clicked. Every string in the data is already escaped (webmap/escape.py), so it may be put into HTML.
(function () {
  "use strict";
  var number = evplan.number, share = evplan.share, sum = evplan.sum;
  function row(name, value) { return value === "" || value === null || value === undefined ? "" : "<tr><th scope=row>" + name + "</th><td>" + value + "</td></tr>"; }
  function tile(value, what) { return "<div><b>" + value + "</b><span>" + what + "</span></div>"; }
  function plugs(list) { return list.map(function (one) { return one[1] + "&nbsp;×&nbsp;" + one[0]; }).join(", "); }
  function part(heading, text) { return text ? "<h4>" + heading + "</h4><p>" + text + "</p>" : ""; }
  function rank(p) { return p.rank ? " · rank " + p.rank + (p.rank_equal_to > p.rank_equal_from ? " (equal: " + p.rank_equal_from + "–" + p.rank_equal_to + ")" : "") : ""; }

  // Energy by plug as bars, the largest first.
  function bars(p, options) {
    var names = Object.keys(p.served).filter(function (name) { return name !== "total" && p.served[name] > 0; }).sort(function (a, b) { return p.served[b] - p.served[a]; });
    if (!names.length) { return "<p>serves nobody in this plan</p>"; }
    var most = p.served[names[0]];
    return '<table class="bars">' + names.map(function (name) {
      return "<tr><th scope=row>" + (options.families[name] || name) + '</th><td><i style="width:' + Math.max(3, Math.round(90 * p.served[name] / most)) + 'px"></i>' + number(p.served[name]) + "</td></tr>";
    }).join("") + "</table>";
  }
  function waits(p, options) {
    if (p.waits === null || p.waits === undefined) { return ""; }
    var percent = p.waits < 0.01 ? "under 1" : String(Math.round(100 * p.waits));
    return percent + "\u202f% at the busiest time wait over " + options.waitMin + " min, or find all posts taken";
  }
  function sure(p) {
    var said = p.sure ? "In eight of ten draws of the assumed figures it serves " + number(p.sure[0]) + " to " + number(p.sure[1]) + " kWh a day." : "";
    return said + (p.alike && p.alike[1] > p.alike[0] ? " Its place in the order cannot be told apart from " + p.alike[0] + " to " + p.alike[1] + "." : "");
  }
  function siteCard(p, options) {
    var isNew = p.status !== "existing";
    return '<div class="pop card"><span class="tag ' + p.status + '">' + options.statuses[p.status] + rank(p) + "</span><h3>" + p.title + "</h3>" +
      (isNew ? '<p class="build">' + p.build.join("<br>") + (p.built_by_year ? '<br><span class="small">' + (p.build_year ? "from " + p.build_year : "") + "</span>" : "") + "</p>" : "") +
      '<div class="tiles">' + (isNew ? tile(number(p.power_kw, 1) + " kW", "new power") + tile("$" + number(p.cost_usd), "to build<sup>a</sup>") : "") + tile(number(p.served.total), "kWh a day<sup>a</sup>") +
      (p.utilisation === null || p.utilisation === undefined ? "" : tile(number(24 * p.utilisation, 1) + " h", "in use a day, a gun")) + "</div>" +
      "<h4>Energy by plug, kWh a day</h4>" + bars(p, options) +
      part("Why here", p.reason) + (p.lost > 0 ? part("Without it", number(p.lost) + " kWh a day would not be served anywhere.") : "") + part("How sure", sure(p)) +
      "<table>" + row("Waits", waits(p, options)) + row("Standing plugs", plugs(p.standing)) + row("Land", isNew ? p.land_status : "") + row("Access", p.access) + row("Bays", p.bays) + row("Grid", p.grid) + row("District", p.district) + row("Operator", p.operator) + "</table>" +
      (p.why ? "<details><summary>What limits it</summary><p>" + p.why + "</p></details>" : "") + '<p class="id">' + p.site_id + "</p></div>";
  }
  function candidateCard(p) { return '<div class="pop"><span class="tag idle">not chosen</span><h3>' + p.label + "</h3><p>" + p.told + "</p><table>" + row("Kind", p.kind) + "</table>" + '<p class="id">' + p.id + "</p></div>"; }
  function gridCard(p) {
    return '<div class="pop"><span class="tag idle">' + p.kind + "</span><h3>" + p.name + "</h3><table>" + row("Spare", p.spare_kw === null ? "not known; ask the network operator" : number(p.spare_kw) + " kW") + row("Taken by the plan", number(p.taken_kw) + " kW") + "</table></div>";
  }
  function districtCard(p) {
    return '<div class="pop"><span class="tag zone">district</span><h3>' + p.district + "</h3><table>" + row("People", number(p.population)) + row("Demand<sup>a</sup>", number(p.demand_kwh) + " kWh a day") + row("Served", number(p.served_kwh) + " kWh a day, " + share(p.served_kwh, p.demand_kwh)) +
      row("Sites built", number(p.sites)) + row("New power", number(p.kw) + " kW") + row("Cost<sup>a</sup>", "$" + number(p.usd)) + "</table></div>";
  }
  function depotPopup(p) {
    return '<div class="pop"><span class="tag idle">bus depot · ' + p.source + "</span><h3>" + p.depot + "</h3><p>Apart from the public’s demand; every figure is assumed or follows from assumed ones.</p><table>" +
      row("Buses", number(p.buses) + (p.bays === null ? "" : " of " + number(p.bays) + " bays")) + row("Blocks", number(p.blocks)) + row("Km a day", number(p.km_per_day) + ", " + number(p.empty_km_per_day) + " empty") +
      row("kWh a day", number(p.kwh_per_day) + " (" + number(p.kwh_low) + " to " + number(p.kwh_high) + ")") + row("Hills", "× " + p.hill_factor.toFixed(3)) + row("First out, last in", p.first_out + ", " + p.last_in) +
      row("kW at night", number(p.least_kw) + " at least, " + number(p.at_once_kw) + " at once") + row("Guns at once", number(p.guns)) +
      row("Beyond a battery", number(p.buses_beyond_battery) + " buses, " + number(p.blocks_beyond_battery) + " blocks") +
      row("Grid", p.grid_kw !== null ? number(p.grid_kw) + " kW" : p.spare_kw !== null ? number(p.spare_kw) + " kW spare at " + p.grid_near : "") + "</table></div>";
  }
  function stationPopup(p, options) {
    var said = p.said.map(function (one) { return "<li>" + one + "</li>"; }).join("");
    return '<div class="pop"><span class="tag ' + (p.supply ? "supply" : "idle") + '">' + (p.supply ? "supply today" : "no supply: " + p.why) + "</span><h3>" + (p.label || p.name || p.id) + "</h3>" +
      "<table>" + row("Plugs", p.plugs.join("<br>")) + row("Queues<sup>a</sup>", p.queues.join("<br>")) + row("District", p.district) + row("Operator", p.operator) + row("Address", p.address) +
      row("Status", p.status) + row("Access", p.access) + row("Connection", p.connection) + row("Source", p.source) + row("Last update", p.updated) + row("Id", p.id) + "</table>" +
      (said ? "<details><summary>merged from " + p.records + " records: who says what</summary><ul>" + said + "</ul></details>" : "") + "</div>";
  }
  function zonePopup(p, options) {
    var rows = options.classes.map(function (name, i) {
      return p.d[i] > 0 ? "<tr><th>" + name + "</th><td>" + number(p.d[i]) + "</td><td>" + number(p.s[i]) + "</td><td>" + share(p.s[i], p.d[i]) + "</td></tr>" : "";
    }).join("");
    var asked = sum(p.d), given = sum(p.s);
    return '<div class="pop"><span class="tag zone">zone</span><h3>' + (p.t || p.n || "no district") + "</h3><p>" + number(p.p) + " people · cell " + p.id + "</p>" +
      '<table class="wide"><tr><td></td><td>demand,<br>assumed</td><td>served</td><td></td></tr>' + rows +
      "<tr class=total><th>All, kWh/day</th><td>" + number(asked) + "</td><td>" + number(given) + "</td><td>" + share(given, asked) + "</td></tr>" + moreRows(p, asked, options) + "</table></div>";
  }
  // By occasion, how sure, and further years: what the plan tells of them.
  function moreRows(p, asked, options) {
    var occasions = (p.o || []).map(function (kwh, i) {
      return kwh > 0 ? "<tr><th>" + options.occasions[i] + "</th><td>" + number(kwh) + "</td><td></td><td>" + share(kwh, asked) + "</td></tr>" : "";
    }).join("");
    var years = (p.y || []).map(function (kwh, i) { return "<tr><th>in " + options.years[i] + "</th><td>" + number(sum(kwh)) + "</td><td></td><td></td></tr>"; }).join("");
    return (occasions ? "<tr class=head><th>By occasion, assumed</th><td></td><td></td><td></td></tr>" + occasions : "") +
      (p.q ? "<tr class=head><th>How sure: p10 to p90</th><td colspan=3>" + spread(p) + "</td></tr>" : "") +
      (years ? "<tr class=head><th>Further years, assumed</th><td></td><td></td><td></td></tr>" + years : "");
  }
  function spread(p) { return number(p.q[0]) + " to " + number(p.q[2]); }
  function zoneTip(p, options, value) {
    var asked = sum(p.d), shown = options.show === "drive" ? (value === null ? "over 30 min to the plug" : number(value, 1) + " min to the nearest plug") : options.show === "share" ? (value === null ? "nobody asks" : share(value, 1) + " served") : number(value) + " kWh/day";
    return (p.t || p.n || "zone") + ": " + shown + (p.q ? "<br>all demand " + number(asked) + ", p10 to p90 " + spread(p) : "") + "<br>assumed figures";
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
