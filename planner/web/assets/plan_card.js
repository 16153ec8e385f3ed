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

  function built(site) { return site.status !== "existing" && site.status !== "candidate"; }
  function buttons(site, does) {
    const act = (edit) => does.send([Object.assign({ site: site.id }, edit)]);
    const button = (key, run, name) => make("button", { type: "button", click: run, "data-do": name || key }, T(key));
    const shown = [
      built(site) && site.state !== "locked" ? button("lock", () => act({ kind: "lock" })) : null,
      built(site) || site.state === "forced" || site.state === "forbidden" ? null : button("force", () => act({ kind: "force" })),
      site.state === "forbidden" ? null : button(site.status === "upgrade" || site.status === "existing" ? "forbid_here" : "forbid", () => act({ kind: "forbid" }), "forbid"),
      site.status === "proposed" || site.status === "candidate" ? button("move", () => does.move(site.id)) : null,
      site.state ? button("release", () => act({ kind: "release" })) : null
    ];
    return make("div", { class: "buttons", role: "group", "aria-label": T("edits_of_site") }, shown);
  }
  function tag(site) { return site.rank ? T("status_rank", { status: T("status_" + site.status), rank: evplan.number(site.rank) }) : T("status_" + site.status); }

  // The parts of a card: what each shows, and how it is made of that. What a click does depends on nothing else.
  const PARTS = {
    head: (site, does) => [[site.status, tag(site)], () => make("div", { class: "card-head" }, make("button", { type: "button", class: "back", click: does.close }, T("back")), make("p", { class: "tag " + site.status }, tag(site)))],
    title: (site) => [[site.title], () => make("h2", { tabindex: "-1", id: "card-title" }, site.title)],
    state: (site) => [[site.state], () => site.state ? make("p", { class: "state" }, T("state_" + site.state)) : null],
    left: (site) => [[site.left], () => site.left ? make("p", { class: "state" }, site.left) : null],
    build: (site) => [[site.build], () => site.build && site.build.length ? make("ul", { class: "build" }, site.build.map((line) => make("li", {}, line))) : null],
    facts: (site) => [[site.power_kw, site.cost, site.cost_usd, site.kwh, site.hours, site.bays, site.grid_kw, site.district], () => facts(site)],
    reason: (site) => [[site.reason], () => site.reason ? make("p", { class: "soft" }, site.reason) : null],
    buttons: (site, does) => [[does.mayEdit, site.status, site.state], () => does.mayEdit ? buttons(site, does) : null],
    form: (site, does) => [[does.mayEdit, site.status === "gone", site.chargers, site.bays, site.grid_kw], () => does.mayEdit && site.status !== "gone" ? make("details", { class: "form" }, make("summary", {}, T("change_chargers")), form(site, does.offers, does.send)) : null]
  };

  class Card {
    // `does` has what the page can do: send(edits), move(id), close(), mayEdit, offers.
    constructor(box, does) { Object.assign(this, { box: box, does: does, id: null, parts: {} }); }
    // Parts that say the same stay the same elements: focus, an open form and a click that has begun are not lost. `filling`: the form is somebody's.
    show(site, filling) {
      const fresh = site.id !== this.id, before = fresh ? {} : this.parts, active = document.activeElement;
      this.id = site.id;
      this.parts = Object.fromEntries(Object.entries(PARTS).map(([name, part]) => {
        const [said, made] = part(site, this.does), key = JSON.stringify(said), held = before[name];
        if (held && (held.key === key || (filling && name === "form"))) { return [name, held]; }
        const element = made();
        if (held && held.element && element && held.element.open) { element.open = true; }
        return [name, { key: key, element: element }];
      }));
      const wanted = Object.values(this.parts).map((part) => part.element).filter(Boolean);
      [...this.box.children].filter((one) => !wanted.includes(one)).forEach((one) => one.remove());
      wanted.forEach((one, i) => { if (this.box.children[i] !== one) { this.box.insertBefore(one, this.box.children[i] || null); } });
      if (!fresh && active && active !== document.activeElement && !active.isConnected) {
        const same = active.id ? document.getElementById(active.id) : active.dataset.do ? this.box.querySelector("[data-do=" + active.dataset.do + "]") : active.className ? this.box.querySelector("." + active.className) : null;
        (same || this.box.querySelector("h2")).focus({ preventScroll: true });
      }
    }
    clear() { this.id = null; this.parts = {}; this.box.replaceChildren(); }
  }
  evplan.SiteCard = Card;
})();
