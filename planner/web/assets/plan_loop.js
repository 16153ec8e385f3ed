// The loop of a plan: edits one after the other to the server, pictures back, also those that it goes on finding by itself.
(function () {
  "use strict";

  class Loop {
    // `on`: picture(found, mine), state(found), failed(error), refused(error, edits): what was asked is not done.
    constructor(address, on) {
      Object.assign(this, { address: address, on: on, waiting: Promise.resolve(), pending: 0, source: null, turn: -1 });
    }
    // Begins to work on the plan; pictures come when it is ready.
    async open() {
      this.turn = -1;
      try { this.take(await evplan.ask(this.address, "POST", {}), false); } catch (error) { this.on.failed(error); return; }
      this.follow();
    }
    follow() {
      if (this.source) { this.source.close(); }
      this.source = new EventSource(this.address + "/events");
      this.source.addEventListener("picture", (event) => this.take(JSON.parse(event.data), false));
      this.source.addEventListener("state", (event) => this.on.state(JSON.parse(event.data)));
      this.source.addEventListener("end", () => this.source.close());
    }
    take(found, mine) {
      if (found.sites && (found.turn > this.turn || mine)) { this.turn = Math.max(found.turn, this.turn); this.on.picture(found, mine); } else { this.on.state(found); }
    }
    // One edit after the other, in the order in which they were asked for.
    send(method, path, body) {
      this.pending += 1;
      this.on.state({ state: "planning" });
      const done = this.waiting.then(async () => {
        let gone = false;
        try { this.take(await evplan.ask(this.address + path, method, body), true); } catch (error) {
          gone = error.status === 410; // nobody holds the plan any more: the page says so, and opens it again when asked
          if (gone) { this.on.state({ state: "failed", fault: error.message }); }
          else { if (error.answer && error.answer.sites) { this.take(error.answer, true); } if (!error.answer || !error.answer.conflict) { this.on.refused(error, body && body.edits || []); } }
        }
        this.pending -= 1;
        if (!this.pending && !gone) { this.on.state({ state: "rest" }); }
      });
      this.waiting = done;
      return done;
    }
    edit(edits) { return this.send("POST", "/edits", { edits: edits }); }
    release(id) { return this.send("DELETE", "/edits/" + encodeURIComponent(id)); }
    undo() { return this.send("POST", "/undo", {}); }
    redo() { return this.send("POST", "/redo", {}); }
    // `turn` is that of the picture that is drawn: what is kept is the plan that is seen.
    keep(name, turn) { return evplan.ask(this.address + "/keep", "POST", { name: name, turn: turn }); }
  }
  evplan.Loop = Loop;
})();
