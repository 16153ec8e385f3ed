// Texts and numbers in the reader's language: the table that planner/output/webmap/texts.py told, with named values put in.
(function () {
  "use strict";
  var TEXTS = {}, SIGNS = { thousands: "\u202f", decimal: "." }, LIVE = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

  function number(value, digits) {
    if (value === null || value === undefined || !isFinite(value)) { return "–"; }
    return value.toLocaleString("en-US", { maximumFractionDigits: digits || 0 }).replace(/[,.]/g, function (sign) { return sign === "," ? SIGNS.thousands : SIGNS.decimal; });
  }
  function nearly(percent) { return Math.round(10 * percent) < 1000 ? number(percent, 1) : number(percent, 2); }
  function share(part, whole) {
    if (!(whole > 0)) { return "–"; }
    var percent = Math.round(100 * part / whole);
    if (percent >= 100 && part < whole * 0.9999) { return nearly(100 * part / whole) + "\u202f%"; }
    if (percent <= 0 && part > 0) { return "<1\u202f%"; }
    return percent + "\u202f%";
  }
  function sentence(key, values) {
    var found = TEXTS[key];
    if (found === undefined) { throw new Error("no text " + key); }
    if (typeof found === "string") { return found; }
    var n = Math.abs(Math.round(values.n));
    return found.forms[found.at.charAt(n < found.at.length ? n : 100 + n % 100)];
  }
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (_, name) { return name === "n" && typeof values.n === "number" ? number(values.n) : values[name]; });
  }
  function escaped(text) { return text.replace(/[&<>"']/g, function (sign) { return LIVE[sign]; }); }

  Object.assign(window.evplan, {
    number: number,
    share: share,
    // Plain text, for textContent and attributes; plain values.
    say: function (key, values) { return filled(sentence(key, values), values || {}); },
    // For HTML: values from the data are escaped already, the sentence is escaped here.
    html: function (key, values) { return filled(escaped(sentence(key, values)), values || {}); },
    knows: function (key) { return Object.prototype.hasOwnProperty.call(TEXTS, key); },
    texts: function (told, signs) { TEXTS = told; SIGNS = signs; }
  });
})();
