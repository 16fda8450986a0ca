/* 页面行为 — everything is found by attribute, so that a page that htmx brings in works the same.
   Without this script every page still reads and every form still sends. */
(function () {
  "use strict";
  var root = document.documentElement;
  var each = function (list, fn) { Array.prototype.forEach.call(list, fn); };
  var all = function (selector, scope) { return Array.prototype.slice.call((scope || document).querySelectorAll(selector)); };
  var kept = {
    get: function (key) { try { return localStorage.getItem(key); } catch (e) { return null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); } catch (e) { /* not kept, nothing lost */ } }
  };

  /* ── 深浅色 ── */
  function nameTheme() {
    each(all("[data-theme-switch]"), function (button) {
      button.textContent = root.dataset.theme === "dark" ? "换成浅色" : "换成深色";
    });
  }
  function switchTheme() {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    kept.set("theme", root.dataset.theme);
    nameTheme();
    document.dispatchEvent(new CustomEvent("theme"));
  }

  /* ── 手机上的菜单 ── */
  function toggleMenu(button) {
    var isOpen = button.closest("[data-topbar]").classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(isOpen));
  }

  /* ── 行高 ── */
  function setDensity(group, value) {
    var table = document.getElementById(group.dataset.density);
    if (!table) { return; }
    table.classList.toggle("tight", value === "tight");
    table.classList.toggle("loose", value === "loose");
    each(all("button", group), function (button) {
      button.setAttribute("aria-pressed", String(button.value === value));
    });
  }

  function densityOf(group) {
    var table = document.getElementById(group.dataset.density);
    if (!table) { return "normal"; }
    return table.classList.contains("tight") ? "tight" : table.classList.contains("loose") ? "loose" : "normal";
  }

  /* ── 分组：收起、展开一组 ── */
  function fold(button) {
    var rows = document.getElementById(button.getAttribute("aria-controls"));
    var isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!isOpen));
    if (rows) { rows.hidden = isOpen; }
  }

  /* ── 列的次序：往前、往后；固定的列不动 ── */
  function moveColumn(button) {
    var item = button.closest("li");
    var isUp = button.dataset.move === "-1";
    var next = isUp ? item.previousElementSibling : item.nextElementSibling;
    if (!next || next.classList.contains("fixed")) { return; }
    item.parentElement.insertBefore(isUp ? item : next, isUp ? next : item);
    button.focus();
  }

  /* ── 批量条：几个、合计多少；勾了“全部”，逐个勾的就不算数 ── */
  function countBulk(bar) {
    var table = document.getElementById(bar.dataset.bulk);
    if (!table) { return; }
    var rows = all("input[data-row]", table);
    var chosen = rows.filter(function (box) { return box.checked; });
    var whole = bar.querySelector("input[data-whole]");
    var isWhole = Boolean(whole && whole.checked);
    var sum = chosen.reduce(function (total, box) { return total + Number(box.dataset.sum || 0); }, 0);
    each(rows, function (box) { box.closest("tr").classList.toggle("on", box.checked || isWhole); });
    each(all("input[data-all]", table), function (box) {
      box.checked = rows.length > 0 && chosen.length === rows.length;
      box.indeterminate = chosen.length > 0 && chosen.length < rows.length;
    });
    var place = bar.querySelector("[data-bulk-text]");
    place.textContent = isWhole ? place.dataset.bulkWholeText : place.dataset.bulkText
      .replace("{n}", chosen.length.toLocaleString("en-US"))
      .replace("{sum}", sum.toLocaleString("en-US", { maximumFractionDigits: 2 }));
    each(all("[data-live]", bar).concat(all("[data-live]", table)), function (part) { part.hidden = false; });
    bar.classList.add("live");
    bar.hidden = chosen.length === 0 && !isWhole;
  }
  function tickAll(table, isOn) {
    each(all("input[data-row]", table), function (box) { box.checked = isOn; });
    countBulks();
  }
  function clearBulk(bar) {
    var table = document.getElementById(bar.dataset.bulk);
    each(all("input[data-whole]", bar), function (box) { box.checked = false; });
    tickAll(table, false);
    table.querySelector("input[data-all]").focus();
  }
  function countBulks() { each(all("[data-bulk]"), countBulk); }

  /* ── 确认：没有 dialog 的老浏览器在页里展开 ── */
  function openSure(id, opener) {
    var dialog = document.getElementById(id);
    if (!dialog) { return; }
    if (dialog.showModal) { dialog.showModal(); } else { dialog.setAttribute("open", ""); }
    dialog.addEventListener("close", function () { opener.focus(); }, { once: true });
  }
  function closeSure(dialog) {
    if (dialog.close) { dialog.close(); } else { dialog.removeAttribute("open"); }
  }

  /* ── 浮动提示 ── */
  function toast(detail) {
    var box = document.querySelector("[data-toasts]");
    if (!box) { return; }
    var item = document.createElement("div");
    var words = document.createElement("span");
    item.className = "toasty";
    words.textContent = detail.text;
    item.appendChild(words);
    if (detail.url) {
      var link = document.createElement("a");
      link.href = detail.url;
      link.textContent = detail.label || "查看";
      item.appendChild(link);
    }
    var close = document.createElement("button");
    close.type = "button";
    close.dataset.toastClose = "";
    close.textContent = "收起";
    item.appendChild(close);
    box.appendChild(item);
  }

  /* ── 开、关、点、改 ── */
  function closePops(except) {
    each(all("details.pop[open]"), function (pop) { if (pop !== except) { pop.open = false; } });
  }
  function onClick(event) {
    var at = function (selector) { return event.target.closest ? event.target.closest(selector) : null; };
    var hit = null;
    closePops(at("details.pop"));
    if ((hit = at("[data-menu]"))) { toggleMenu(hit); }
    if (at("[data-theme-switch]")) { switchTheme(); }
    if ((hit = at("[data-density] button"))) {
      setDensity(hit.parentElement, hit.value);
      kept.set("density", hit.value);
    }
    if ((hit = at("button.fold"))) { fold(hit); }
    if ((hit = at("[data-move]"))) { moveColumn(hit); }
    if ((hit = at("[data-columns-usual]"))) { each(all("input[name=col]", hit.form), function (box) { box.disabled = true; }); }
    if ((hit = at("[data-bulk-clear]"))) { clearBulk(hit.closest("[data-bulk]")); }
    if ((hit = at("[data-sure]"))) { event.preventDefault(); openSure(hit.dataset.sure, hit); }
    if ((hit = at("[data-sure-close]"))) { closeSure(hit.closest("dialog")); }
    if ((hit = at("[data-toast-close]"))) { hit.closest(".toasty").remove(); }
    if ((hit = at("[data-print]"))) { window.print(); }
    if ((hit = at("[data-eye]"))) { showPassword(hit); }
  }
  function showPassword(button) {
    var field = document.getElementById(button.dataset.eye);
    var isHidden = field.type === "password";
    field.type = isHidden ? "text" : "password";
    button.textContent = isHidden ? "隐藏" : "显示";
    button.setAttribute("aria-pressed", String(isHidden));
  }
  function onChange(event) {
    var box = event.target;
    if (box.matches("input[data-all]")) { tickAll(box.closest("table"), box.checked); }
    if (box.matches("input[data-row], input[data-whole]")) { countBulks(); }
    if (box.matches("[data-autosend]")) { box.form.requestSubmit ? box.form.requestSubmit() : box.form.submit(); }
  }
  function onKey(event) {
    var typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") { closeOnEscape(); }
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var search = document.querySelector("[data-search]");
    if (search && search.offsetParent) {
      event.preventDefault();
      search.focus();
    }
  }
  function closeOnEscape() {
    var open = document.querySelector("details.pop[open]");
    var bar = document.querySelector("[data-topbar].is-open");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (bar) {
      toggleMenu(bar.querySelector("[data-menu]"));
    }
  }

  /* ── 开页，和 htmx 换进一块之后 ── */
  function settle() {
    each(all("[data-density]"), function (group) { setDensity(group, kept.get("density") || densityOf(group)); });
    each(all("[data-columns-order] [data-live]"), function (part) { part.hidden = false; });
    countBulks();
    nameTheme();
  }
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", onKey);
  document.addEventListener("toast", function (event) { toast(event.detail); });
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:beforeSwap", function (event) {
    var url = event.detail.xhr.responseURL || "";
    if (url.indexOf("/signin/") > 0) { event.detail.shouldSwap = false; window.location.reload(); }
  });
  settle();
  var first = document.querySelector("[data-focus]");
  if (first) { first.focus(); }
}());
