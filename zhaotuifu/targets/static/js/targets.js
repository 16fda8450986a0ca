/* 粘贴一片 — cells copied from a spreadsheet, pasted into the grid from the cell they are pasted at.
   Without this script every cell is still typed, and a file is still imported. */
(function () {
  "use strict";
  var across = function (row) { return Array.prototype.slice.call(row.querySelectorAll("input")); };
  function paste(event) {
    var cell = event.target;
    var table = cell.closest && cell.closest(".gridset");
    var text = event.clipboardData && event.clipboardData.getData("text/plain");
    if (!table || cell.tagName !== "INPUT" || !text || !/[\t\n]/.test(text.trim())) { return; }
    event.preventDefault();
    var rows = Array.prototype.slice.call(table.tBodies[0].rows).filter(function (row) { return row.querySelector("input"); });
    var top = rows.indexOf(cell.closest("tr"));
    var left = across(rows[top]).indexOf(cell);
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach(function (line, down) {
      if (!rows[top + down]) { return; }
      var inputs = across(rows[top + down]);
      line.split("\t").forEach(function (value, right) {
        if (inputs[left + right]) { inputs[left + right].value = value.trim(); }
      });
    });
  }
  document.addEventListener("paste", paste);
})();
