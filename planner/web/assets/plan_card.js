// What can be done with one site: its card in the panel, with a small form; every value is put in as text.
(function () {
  "use strict";
  const make = evplan.make;
  const T = (key, values) => evplan.say(key, values);

  function facts(site) {
    const rows = [
      ["power", site.power_kw ? T("kw", { kw: evplan.number(site.power_kw, 1) }) : ""], ["cost", site.cost_usd ? site.cost : ""], ["energy", T("kwh_day", { kwh: evplan.number(site.kwh) })],
      ["hours", site.hours ? T("hours", { hours: evplan.number(site.hours, 1) }) : ""], ["bays", site.bays ? evplan.number(site.bays) : ""], ["grid", site.grid_kw ? T("kw", { kw: evplan.number(site.grid_kw, 1) }) : ""], ["district", site.district]
    ];
    return make("dl", { class: "facts" }, rows.filter((row) => row[1]).map((row) => make("div", {}, make("dt", {}, T("fact_" + row[0])), make("dd", {}, row[1]))));
  }
  function field(id, label, attributes) {
    return make("label", { for: id }, make("span", {}, label), make("input", Object.assign({ id: id, type: "number", min: "0", inputmode: "numeric" }, attributes)));
  }
  function whole(input) { return input.value.trim() === "" ? null : Number(input.value); }

  // Chargers, bays and power of a site; sends only what was changed.
  function form(site, offers, send) {
    const counts = offers.map((one, i) => ({ type: one.type, input: field("count-" + i, one.words, { max: "40", value: String(site.chargers[one.type] || 0), step: "1" }) }));
    const bays = field("site-bays", T("bays_label"), { max: "1000", value: site.bays || "", step: "1" }), kw = field("site-kw", T("kw_label"), { max: "100000", value: site.grid_kw || "", step: "any" });
    function read(label) { return whole(label.querySelector("input")); }
    return make("form", {
      class: "edit", submit: (event) => {
        event.preventDefault();
        const wanted = {};
        counts.forEach((one) => { if (read(one.input)) { wanted[one.type] = read(one.input); } });
        const before = JSON.stringify(Object.entries(site.chargers).sort()), after = JSON.stringify(Object.entries(wanted).sort());
        const edits = [];
        if (read(bays) && read(bays) !== site.bays) { edits.push({ kind: "bays", site: site.id, bays: read(bays) }); }
        if (read(kw) && read(kw) !== site.grid_kw) { edits.push({ kind: "kw", site: site.id, kw: read(kw) }); }
        if (after !== before) { edits.push(after === "[]" ? { kind: "forbid", site: site.id } : { kind: "chargers", site: site.id, chargers: wanted }); }
        send(edits);
      }
    }, make("fieldset", {}, make("legend", {}, T("chargers_here")), counts.map((one) => one.input)), make("div", { class: "pair" }, bays, kw), make("button", { type: "submit" }, T("set_chargers")));
  }

  // `does` has what the page can do: send(edits), move(id), close(), mayEdit, offers.
  function card(site, does) {
    const built = site.status !== "existing" && site.status !== "candidate", act = (edit) => does.send([Object.assign({ site: site.id }, edit)]);
    const button = (key, run, attributes) => make("button", Object.assign({ type: "button", click: run }, attributes || {}), T(key));
    const asked = site.state !== null && site.state !== undefined;
    const buttons = [
      site.state === "locked" ? null : built ? button("lock", () => act({ kind: "lock" }), { "data-do": "lock" }) : null,
      built || site.state === "forced" || site.state === "forbidden" ? null : button("force", () => act({ kind: "force" }), { "data-do": "force" }),
      site.state === "forbidden" ? null : button(site.status === "upgrade" || site.status === "existing" ? "forbid_here" : "forbid", () => act({ kind: "forbid" }), { "data-do": "forbid" }),
      site.status === "proposed" || site.status === "candidate" ? button("move", () => does.move(site.id), { "data-do": "move" }) : null,
      asked ? button("release", () => act({ kind: "release" }), { "data-do": "release" }) : null
    ];
    return [
      make("div", { class: "card-head" }, make("button", { type: "button", class: "back", click: does.close }, T("back")), make("p", { class: "tag " + site.status }, site.rank ? T("status_rank", { status: T("status_" + site.status), rank: evplan.number(site.rank) }) : T("status_" + site.status))),
      make("h2", { tabindex: "-1", id: "card-title" }, site.title),
      site.state ? make("p", { class: "state" }, T("state_" + site.state)) : null,
      site.build && site.build.length ? make("ul", { class: "build" }, site.build.map((line) => make("li", {}, line))) : null,
      facts(site),
      site.reason ? make("p", { class: "soft" }, site.reason) : null,
      does.mayEdit ? make("div", { class: "buttons", role: "group", "aria-label": T("edits_of_site") }, buttons) : null,
      does.mayEdit && site.status !== "gone" ? make("details", { class: "form" }, make("summary", {}, T("change_chargers")), form(site, does.offers, does.send)) : null
    ];
  }
  evplan.siteCard = card;
})();
