// Everything works without this file. It adds: focus on the error summary, a guard against double submission, a strip
// that stays true while a page stands open, the page that goes when its session locks, a warning before typed text is left behind,
// cards scanned on any page, the paper that prints itself, the next field that Enter goes on to, the camera, the crop frame moved by keys and mouse, and the copy buttons of worksheets.
"use strict";

(function () {
  const words = document.documentElement.lang === "en"
    ? { left: "There is text that has not been sent.", out: "There is text that has not been sent: it is lost by signing out. Sign out?",
        waits: "Session locked. The service does not answer: what you typed is kept in this window, which tries again by itself." }
    : { left: "C’è del testo non ancora inviato.", out: "C’è del testo non ancora inviato: uscendo si perde. Uscire?",
        waits: "Sessione bloccata. Il servizio non risponde: quanto scritto è tenuto in questa finestra, che riprova da sola." };

  const summary = document.getElementById("errors");
  if (summary) summary.focus();

  // A form is sent once; Back makes it usable again.
  let sending = false;
  let typed = false;
  document.addEventListener("submit", function (event) {
    if (sending) { event.preventDefault(); return; }
    const form = event.target;
    const target = (event.submitter && event.submitter.formTarget) || form.target;
    if (target && target !== "_self") { printing = !form.matches("[data-unsaved]"); return; }
    const path = form.getAttribute("action");
    if (path === "/sign-out" && typed && !window.confirm(words.out)) { event.preventDefault(); return; }
    if (path === "/lock/now") { event.preventDefault(); lockByHand(form); return; }
    if (path === "/lock") { event.preventDefault(); unlock(form); return; }
    sending = true;
    typed = false;
    const button = event.submitter;
    if (button && !button.classList.contains("plain")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", function () {
    sending = false;
    document.querySelectorAll("button[aria-disabled]").forEach(function (b) { b.removeAttribute("aria-disabled"); });
  });

  // What was typed before the lock goes on to where it was going, once: Back and reload send nothing.
  const carried = document.querySelector("form[data-send]");
  const came = performance.getEntriesByType("navigation")[0];
  if (carried && came && came.type === "navigate") carried.requestSubmit();

  // Text in a form marked data-unsaved is not left behind by mistake. Of any form of the page it is known that somebody types.
  let typing = false;
  let writtenIn = null;
  let lastField = "";
  document.addEventListener("input", function (event) {
    typing = true;
    const form = event.target.form;
    if (form && form.closest("main")) { writtenIn = form; lastField = event.target.name; }
    if (event.target.closest("form[data-unsaved]")) typed = true;
  });
  window.addEventListener("beforeunload", function (event) {
    if (typed && !sending) { event.preventDefault(); event.returnValue = words.left; }
  });

  // A page that issues or answers has just opened: an Enter of its first second was meant for the page before.
  if (document.querySelector("[data-settles]")) {
    document.documentElement.classList.add("settling");
    setTimeout(function () { document.documentElement.classList.remove("settling"); }, 1000);
  }

  // A scanner types fast and ends with Enter. What it types where no text is taken is somebody's card: it is looked for, from any
  // page of the counter, and presses nothing. A list that took its letters for a choice gets its choice back.
  let scan = { text: "", last: 0, list: null, chosen: "" };
  document.addEventListener("keydown", function (event) {
    const takes = event.target.closest("textarea, input:not([type=radio], [type=checkbox], [type=file], [type=submit])");
    if (event.key === "Enter" && !takes && scan.text.length >= 8 && event.timeStamp - scan.last < 500) {
      event.preventDefault();
      const card = scan.text;
      if (scan.list) scan.list.value = scan.chosen;
      scan = { text: "", last: 0, list: null, chosen: "" };
      lookFor(card);
      return;
    }
    if (event.key === "Enter" && !takes && document.documentElement.classList.contains("settling")) { event.preventDefault(); return; }
    if (event.key === "Shift") return;
    if (takes || event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) { scan.text = ""; return; }
    if (!scan.text || event.timeStamp - scan.last > 500) {
      const list = event.target.closest("select");
      scan = { text: "", last: 0, list: list, chosen: list ? list.value : "" };
    }
    // A blank in the midst of a card does not press the button that has the focus.
    if (event.key === " " && scan.text.length >= 4) event.preventDefault();
    scan.text += event.key;
    scan.last = event.timeStamp;
  }, true);
  function lookFor(card) {
    if (!own || !document.querySelector("header a[href='/people']")) return;
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/people";
    [["_csrf", own.elements._csrf.value], ["who", card]].forEach(function (pair) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = pair[0];
      field.value = pair[1];
      form.append(field);
    });
    document.body.append(form);
    form.submit();
  }

  // Enter on the line of a paper begins that paper, where none is ticked.
  document.addEventListener("keydown", function (event) {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || field.type !== "checkbox" || field.name !== "form" || !field.form || !field.form.matches("[data-begins]")) return;
    if (!field.form.querySelector("[name='form']:checked")) field.checked = true;
  });

  // Enter goes on to the next field that is required and still empty; from the last one it sends the form.
  document.addEventListener("keydown", function (event) {
    const form = event.target.form;
    if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || !form || !form.matches("[data-goes-on]") || event.target.matches("button, textarea")) return;
    const fields = [...form.elements].filter(function (field) { return field.offsetParent !== null && !field.disabled && !field.closest("details:not([open]), .exceptions"); });
    const empty = function (field) {
      if (field.type === "radio") return field.name && !form.querySelector("[name='" + field.name + "']:checked") && field === form.querySelector("[name='" + field.name + "']");
      if (!["text", "select-one", "textarea"].includes(field.type) || field.value.trim()) return false;
      const label = form.querySelector("label[for='" + CSS.escape(field.id) + "']");
      return Boolean(label) && !label.querySelector(".optional");
    };
    const from = fields.indexOf(event.target);
    const next = fields.slice(from + 1).find(empty);
    const unsaid = event.target.type === "radio" && !form.querySelector("[name='" + event.target.name + "']:checked");
    if (!next && !unsaid && !event.target.matches("select")) return;
    event.preventDefault();
    if (unsaid) return;
    if (next) next.focus(); else form.requestSubmit();
  });

  // The strip, and with it whether the session has locked: asked of our own server only.
  const PERIOD = 15000;
  const post = function (path, body) {
    return fetch(path, { method: "POST", body: body, credentials: "same-origin", cache: "no-store", redirect: "follow" });
  };
  function refresh() {
    const strip = document.getElementById("strip");
    if (!strip || document.hidden) return;
    ask().then(function (html) {
      if (!html || strip.contains(document.activeElement)) return;
      const next = new DOMParser().parseFromString(html, "text/html").getElementById("strip");
      if (next && next.outerHTML !== strip.outerHTML) strip.replaceWith(next);
    }).catch(function () { /* the server is stopping: the page stays until its time is over */ });
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

  // A page that shows how far some work is asks again every second; when the work has ended, the page is another.
  if (document.getElementById("progress")) setInterval(function () {
    fetch(location.href, { credentials: "same-origin", cache: "no-store" }).then(function (a) { return a.text(); }).then(function (html) {
      const next = new DOMParser().parseFromString(html, "text/html").getElementById("progress");
      if (next) document.getElementById("progress").replaceChildren(...next.childNodes); else location.reload();
    }).catch(function () { /* the server is stopping: the page stays as it is */ });
  }, 1000);

  // When the session has locked, the page goes: what was typed is kept by the service, and nothing of it stays here. Other tabs
  // are told. A page whose time is over is covered at once, before anybody is asked; the browser never keeps one to go back to.
  const own = document.querySelector("form[action='/lock/now']");
  // A page that prints as it opens does so once: it is gone back to, after the lock too, as it stands.
  const here = location.pathname + location.search.replace(/^\?print.*/, "");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("sportello") : null;
  const tell = function (what) { if (tabs) tabs.postMessage(what); };
  const cover = function (on) { document.documentElement.classList.toggle("covered", on); };
  let over = own ? Date.now() + 1000 * own.dataset.idle : Infinity;
  let leaving = false;
  let printing = false;

  // The strip as text; with it until when the page may stand.
  function ask() {
    const asked = typing ? "/strip?at-work" : "/strip";
    typing = false;
    return fetch(asked, { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      const state = answer.headers.get("x-session");
      if (own && (state === "locked" || state === "none")) { leave(); return ""; }
      const left = answer.headers.get("x-idle-left");
      if (left !== null) over = Date.now() + 1000 * (2 + +left);
      if (!leaving) cover(false);
      return answer.status === 200 ? answer.text() : "";
    });
  }
  function look() {
    if (leaving || !own) return;
    ask().catch(function () { if (Date.now() >= over) leave(); });
  }
  if (own) {
    let asking = false;
    setInterval(function () {
      if (leaving || asking || Date.now() < over) return;
      if (!typing) cover(true);
      asking = true;
      ask().catch(leave).then(function () { asking = false; });
    }, 1000);
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) return;
      if (Date.now() >= over) cover(true);
      look();
      refresh();
    });
    window.addEventListener("pagehide", function () { cover(true); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) look(); else if (!leaving) cover(false); });
  }
  if (tabs) tabs.addEventListener("message", function (event) {
    if (event.data === "look") look();
    if (event.data === "open" && document.querySelector("form[action='/lock']")) location.reload();
    if (event.data === "paper" && printing) { typed = false; location.replace(here); }
  });
  if (own) tell("open");
  // A page loaded behind another tab is drawn, and gives the focus, only when it comes in front: it is given at once.
  const wants = document.querySelector("[autofocus]");
  if (wants && document.hidden && !summary) wants.focus();

  // What was typed, but no secret, and no file.
  function written() {
    const form = writtenIn || document.querySelector("form[data-unsaved]");
    const fields = new URLSearchParams();
    fields.set("_csrf", own.elements._csrf.value);
    fields.set("_page", here);
    if (!form || !writtenIn || form.method !== "post" || form.querySelector("input[type=password]") || "secret" in form.dataset) return null;
    fields.set("_focus", (form.contains(document.activeElement) && document.activeElement.name) || lastField);
    new FormData(form).forEach(function (value, name) { if (name !== "_csrf" && typeof value === "string") fields.append(name, value); });
    return fields;
  }
  function leave() {
    if (leaving) return;
    const fields = written();
    go(fields, function () { return Promise.resolve(); });
  }
  function lockByHand(form) {
    const fields = written();
    const lock = new URLSearchParams(new FormData(form));
    go(fields, function () { return post("/lock/now", lock); });
  }
  function go(fields, before) {
    leaving = true;
    typed = false;
    const said = document.createElement("p");
    document.body.replaceChildren(said);
    cover(false);
    let kept = !fields;
    const attempt = function () {
      (kept ? Promise.resolve() : post("/lock/keep", fields)).then(function () { kept = true; return before(); }).then(function () {
        tell("look");
        location.replace("/lock?next=" + encodeURIComponent(here));
      }).catch(function () {
        said.textContent = words.waits;
        setTimeout(attempt, 5000);
      });
    };
    attempt();
  }
  // The PIN: the page comes back in the place of the lock, so that Back leads where it led before.
  function unlock(form) {
    const next = form.elements.next.value;
    post("/lock", new URLSearchParams(new FormData(form))).then(function (answer) { return answer.text(); }).then(function (html) {
      const page = new DOMParser().parseFromString(html, "text/html");
      if (!page.querySelector("form[action='/lock']")) { tell("open"); location.replace(next); return; }
      document.getElementById("main").replaceChildren(...page.getElementById("main").childNodes);
      const pin = document.querySelector("form[action='/lock'] input[type=password]");
      if (pin) pin.focus();
    }).catch(function () { /* the server is stopping: the PIN can be sent again */ });
  }
  // What was typed before the session locked comes back to its page. A page that answers a form was made before.
  if (own && ("kept" in own.dataset || new URLSearchParams(location.search).has("kept"))) {
    post("/lock/kept", new URLSearchParams({ _csrf: own.elements._csrf.value, page: here })).then(function (answer) { return answer.json(); }).then(restore)
      .catch(function () { /* it stays kept */ });
  }
  function restore(unsent) {
    if (!unsent) return;
    const given = new Map();
    unsent.fields.forEach(function (pair) { given.set(pair[0], (given.get(pair[0]) || []).concat(pair[1])); });
    const named = function (form) { return unsent.fields.filter(function (pair) { return form.elements[pair[0]]; }).length; };
    const forms = [...document.querySelectorAll("main form")].sort(function (a, b) { return named(b) - named(a); });
    const form = forms[0];
    if (!form || !named(form)) return;
    [...form.elements].forEach(function (field) {
      if (!field.name || ["hidden", "file", "password", "submit"].includes(field.type)) return;
      const values = given.get(field.name) || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values.length) field.value = values.shift();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    writtenIn = form;
    typed = "unsaved" in form.dataset;
    const focus = unsent.focus && [].concat(form.elements[unsent.focus] || [])[0];
    if (focus && focus.focus) focus.focus();
  }

  // A paper in its page: printed from there, at once where it was opened to be printed.
  const paper = document.querySelector("iframe.paper");
  if (paper) {
    const button = document.querySelector("[data-print-paper]");
    const print = function () { try { if (button) paper.contentWindow.focus(); paper.contentWindow.print(); } catch (refused) { /* the browser's own button prints */ } };
    if (button) {
      button.hidden = false;
      button.addEventListener("click", print);
    }
    tell("paper");
    if ("prints" in paper.dataset) {
      paper.addEventListener("load", print, { once: true });
      // Loaded again, or come back to, the page does not print again.
      if (!button) history.replaceState(null, "", location.pathname);
    }
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
