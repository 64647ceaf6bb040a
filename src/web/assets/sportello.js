// Everything works without this file. It adds: focus on the error summary, a guard against double submission, a strip
// that stays true while a page stands open, the PIN over a locked page, a warning before typed text is left behind, the
// camera, the crop frame moved by keys and mouse, and the copy buttons of worksheets.
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

  // A scanner types and ends with Enter: what it types where no text is taken (a second scan of the same card) sends nothing.
  let stray = 0;
  document.addEventListener("keydown", function (event) {
    const takes = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox], [type=file])");
    if (event.key === "Enter" && stray >= 8 && !takes) event.preventDefault();
    stray = takes || event.key.length !== 1 ? 0 : stray + 1;
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

  // A part of a page that says how far something has come.
  setInterval(function () {
    const live = document.querySelector("[data-live]");
    if (!live || document.hidden || live.contains(document.activeElement)) return;
    fetch(live.dataset.live, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      return answer.status === 200 ? answer.text() : "";
    }).then(function (html) {
      if (!html || live.contains(document.activeElement)) return;
      const next = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
      if (next && next.outerHTML !== live.outerHTML) live.replaceWith(next);
    }).catch(function () { /* the server is stopping: the page stays as it is */ });
  }, 2000);
  document.addEventListener("visibilitychange", refresh);

  // A page that shows how far some work is asks again every second; when the work has ended, the page is another.
  if (document.getElementById("progress")) setInterval(function () {
    fetch(location.href, { credentials: "same-origin", cache: "no-store" }).then(function (a) { return a.text(); }).then(function (html) {
      const next = new DOMParser().parseFromString(html, "text/html").getElementById("progress");
      if (next) document.getElementById("progress").replaceChildren(...next.childNodes); else location.reload();
    }).catch(function () { /* the server is stopping: the page stays as it is */ });
  }, 1000);

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

  // A value is copied into another program by a button beside it; without this file it is selected by hand. Where the browser
  // lends no clipboard (a plain-HTTP host name), the old command does it.
  const copies = document.querySelectorAll("[data-copy]");
  copies.forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      const cell = document.getElementById(button.dataset.copy);
      const said = document.getElementById("copied");
      const tell = function () {
        copies.forEach(function (other) { other.classList.toggle("copied", other === button); });
        said.textContent = said.dataset.said + " " + cell.textContent;
      };
      if (navigator.clipboard) { navigator.clipboard.writeText(cell.textContent).then(tell, function () { old(cell) && tell(); }); return; }
      if (old(cell)) tell();
    });
  });
  function old(cell) {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  }

  // Who issued a document is nearly always the same for its kind: written until somebody types something else.
  document.querySelectorAll("[data-issuers]").forEach(function (fields) {
    const usual = new Map(fields.dataset.issuers.split("|").map(function (pair) { return pair.split("="); }));
    const kind = fields.querySelector("select");
    const issuer = fields.querySelector("input[name$='.issuer']");
    const number = fields.querySelector("input[name$='.number']");
    const write = function () {
      if (!issuer.value || [...usual.values()].includes(issuer.value)) issuer.value = usual.get(kind.value) || "";
    };
    kind.addEventListener("change", write);
    number.addEventListener("input", write);
  });

  // Camera: what it shows becomes the file of the form beside it. It is let go of when the page is left.
  const hasCamera = function () {
    const devices = navigator.mediaDevices;
    if (!devices || !devices.enumerateDevices) return Promise.resolve(false);
    return devices.enumerateDevices().then(function (all) { return all.some(function (d) { return d.kind === "videoinput"; }); }, function () { return false; });
  };
  const choosing = document.querySelector("fieldset[data-camera]");
  if (choosing) hasCamera().then(function (there) {
    const kept = choosing.querySelector("input[value='kept']");
    if (there && kept && !typed) kept.checked = true;
  });
  const panel = document.getElementById("camera");
  if (panel) hasCamera().then(function (there) { if (there) watch(panel); else say("none"); });

  function say(what) {
    const line = document.getElementById("camera-said");
    line.textContent = line.dataset[what];
    line.hidden = false;
  }

  function watch(panel) {
    const video = panel.querySelector("video");
    const shoot = panel.querySelector("[data-shoot]");
    navigator.mediaDevices.getUserMedia({ audio: false, video: { width: { ideal: 1920 }, height: { ideal: 1080 } } }).then(function (stream) {
      const stop = function () { stream.getTracks().forEach(function (track) { track.stop(); }); };
      window.addEventListener("pagehide", stop);
      video.srcObject = stream;
      video.play();
      panel.hidden = false;
      if (!summary) shoot.focus();
      shoot.addEventListener("click", function () {
        if (!video.videoWidth) return;
        const canvas = document.createElement("canvas");
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        canvas.getContext("2d").drawImage(video, 0, 0);
        canvas.toBlob(function (blob) {
          stop();
          const form = document.getElementById("picture-form");
          const files = new DataTransfer();
          files.items.add(new File([blob], "camera.jpg", { type: "image/jpeg" }));
          form.querySelector("input[type=file]").files = files.files;
          form.requestSubmit();
        }, "image/jpeg", 0.95);
      });
    }, function () { say("refused"); });
  }

  // Crop: arrows move the frame (with Shift in larger steps), plus and minus resize it, the mouse drags it, Enter uses it.
  const cropper = document.querySelector("[data-crop]");
  if (cropper) frameIn(cropper);

  function frameIn(cropper) {
    const form = cropper.closest("form");
    const most = { width: +cropper.dataset.width, height: +cropper.dataset.height };
    const box = {};
    ["x", "y", "width", "height"].forEach(function (name) { box[name] = +form.elements[name].value; });
    const widest = Math.floor(Math.min(most.width, most.height * 35 / 45));
    const least = Math.min(+cropper.dataset.least, widest);
    const clamp = function (value, low, high) { return Math.max(low, Math.min(high, value)); };
    const draw = function () {
      box.height = Math.min(Math.round(box.width * 45 / 35), most.height);
      box.x = Math.round(clamp(box.x, 0, most.width - box.width));
      box.y = Math.round(clamp(box.y, 0, most.height - box.height));
      Object.keys(box).forEach(function (name) { form.elements[name].value = box[name]; });
      cropper.querySelector(".guide").setAttribute("transform", "translate(" + box.x + " " + box.y + ") scale(" + box.width / 35 + ")");
      cropper.querySelector(".shade").setAttribute("d", "M0 0H" + most.width + "V" + most.height + "H0Z M" + box.x + " " + box.y + "h" + box.width + "v" + box.height + "h-" + box.width + "z");
    };
    const resize = function (by) {
      const before = { width: box.width, height: box.height };
      box.width = clamp(box.width + by, least, widest);
      box.height = Math.round(box.width * 45 / 35);
      box.x += (before.width - box.width) / 2;
      box.y += (before.height - box.height) / 2;
    };
    const move = function (way, step) {
      if (way === "left") box.x -= step;
      else if (way === "right") box.x += step;
      else if (way === "up") box.y -= step;
      else if (way === "down") box.y += step;
      else if (way === "closer") resize(-step);
      else if (way === "wider") resize(step);
      else return false;
      draw();
      return true;
    };
    const keys = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "closer", "=": "closer", "-": "wider" };
    cropper.tabIndex = 0;
    if (!summary) cropper.focus();
    cropper.addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
      const step = Math.max(1, Math.round(box.width / (event.shiftKey ? 10 : 50)));
      if (move(keys[event.key], step)) event.preventDefault();
    });
    form.addEventListener("click", function (event) {
      const button = event.target.closest("button[name=move]");
      if (button && move(button.value, Math.round(box.width / 20))) event.preventDefault();
    });
    cropper.addEventListener("wheel", function (event) {
      event.preventDefault();
      move(event.deltaY < 0 ? "closer" : "wider", Math.round(box.width / 40));
    }, { passive: false });
    let from = null;
    cropper.addEventListener("pointerdown", function (event) {
      from = { x: event.clientX, y: event.clientY, left: box.x, top: box.y };
      cropper.setPointerCapture(event.pointerId);
    });
    cropper.addEventListener("pointermove", function (event) {
      if (!from) return;
      const scale = most.width / cropper.querySelector("svg").getBoundingClientRect().width;
      box.x = from.left + (event.clientX - from.x) * scale;
      box.y = from.top + (event.clientY - from.y) * scale;
      draw();
    });
    cropper.addEventListener("pointerup", function () { from = null; });
  }
})();
