// Everything works without this file. It adds: focus on the error summary, a guard against double submission, a strip
// that stays true while a page stands open, the PIN over a locked page, a warning before typed text is left behind.
"use strict";

(function () {
  const words = document.documentElement.lang === "en"
    ? { left: "There is text that has not been sent.", sending: "Sending…" }
    : { left: "C’è del testo non ancora inviato.", sending: "Invio in corso…" };

  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  // A form is sent once; Back makes it usable again.
  let sending = false;
  let typed = false;
  document.addEventListener("submit", function (event) {
    if (sending) { event.preventDefault(); return; }
    const form = event.target;
    const target = (event.submitter && event.submitter.formTarget) || form.target;
    if (target && target !== "_self") return;
    sending = true;
    typed = false;
    const button = event.submitter;
    if (button && !button.classList.contains("plain")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", function () {
    sending = false;
    document.querySelectorAll("button[aria-disabled]").forEach(function (b) { b.removeAttribute("aria-disabled"); });
  });

  // Text in a form marked data-unsaved is not left behind by mistake.
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-unsaved]")) typed = true;
  });
  window.addEventListener("beforeunload", function (event) {
    if (typed && !sending) { event.preventDefault(); event.returnValue = words.left; }
  });

  // The strip, and with it whether the session has locked: asked of our own server only.
  const PERIOD = 15000;
  function refresh() {
    const strip = document.getElementById("strip");
    if (!strip || document.hidden) return;
    fetch("/strip", { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      const state = answer.headers.get("x-session");
      if (state === "locked" && document.querySelector("form[action='/sign-out']")) cover();
      return answer.status === 200 ? answer.text() : "";
    }).then(function (html) {
      if (!html || strip.contains(document.activeElement)) return;
      const next = new DOMParser().parseFromString(html, "text/html").getElementById("strip");
      if (next && next.outerHTML !== strip.outerHTML) strip.replaceWith(next);
    }).catch(function () { /* the server is stopping: the page stays as it is */ });
  }
  setInterval(refresh, PERIOD);
  document.addEventListener("visibilitychange", refresh);

  // The locked page stays where it is under a cover; the PIN takes the cover away.
  function cover() {
    if (document.querySelector("dialog.cover")) return;
    fetch("/lock?next=/", { credentials: "same-origin", cache: "no-store" }).then(function (a) { return a.text(); }).then(function (html) {
      const main = new DOMParser().parseFromString(html, "text/html").querySelector("form[action='/lock']");
      if (!main || document.querySelector("dialog.cover")) return;
      const dialog = document.createElement("dialog");
      dialog.className = "cover";
      dialog.setAttribute("aria-label", document.documentElement.lang === "en" ? "Session locked" : "Sessione bloccata");
      dialog.append(main);
      dialog.addEventListener("cancel", function (event) { event.preventDefault(); });
      main.addEventListener("submit", function (event) {
        event.preventDefault();
        event.stopPropagation();
        fetch("/lock", { method: "POST", body: new URLSearchParams(new FormData(main)), credentials: "same-origin", redirect: "manual" })
          .then(function (answer) {
            if (answer.type === "opaqueredirect") { dialog.remove(); refresh(); return ""; }
            return answer.text();
          }).then(function (text) {
            if (!text) return;
            const said = new DOMParser().parseFromString(text, "text/html").querySelector(".error, .lead");
            let line = dialog.querySelector("p.error");
            if (!line) { line = document.createElement("p"); line.className = "error"; line.setAttribute("role", "alert"); main.prepend(line); }
            line.textContent = said ? said.textContent : "";
            const pin = main.querySelector("input[type=password]");
            pin.value = "";
            pin.focus();
          });
      });
      document.body.append(dialog);
      dialog.showModal();
      const pin = dialog.querySelector("input[type=password]");
      if (pin) pin.focus();
    });
  }
})();
